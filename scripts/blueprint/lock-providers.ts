import { spawnSync } from 'node:child_process';

/** Lambda and Fargate run the image on arm64; people plan on the other one. */
const PLATFORMS = ['linux_arm64', 'linux_amd64'];

/** Has Terraform write the checksums of the providers. The only command here that needs a registry. */
export function lockProviders(directory: string): boolean {
  const platforms = PLATFORMS.map((platform) => `-platform=${platform}`);
  const { status, error } = spawnSync('terraform', ['providers', 'lock', ...platforms], {
    cwd: directory,
    stdio: 'inherit',
  });
  if (error) process.stderr.write(`terraform: ${error.message}\n`);
  return status === 0;
}
