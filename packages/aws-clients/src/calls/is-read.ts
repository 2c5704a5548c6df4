/** Operations that only tell, by the names that AWS gives them. */
const READ_NAMES = /^(Describe|Get|Head|List)/;

/** Whether a command changes nothing: it only asks, or only asks whether it would be allowed. */
export function isRead(commandName: string, input: unknown): boolean {
  return READ_NAMES.test(commandName) || isDryRun(input);
}

function isDryRun(input: unknown): boolean {
  return typeof input === 'object' && input !== null && Reflect.get(input, 'DryRun') === true;
}
