/** Where moto's server is: `MOTO_SERVER`, else whatever the path finds. */
export function motoServerCommand(): string {
  return process.env['MOTO_SERVER'] ?? 'moto_server';
}
