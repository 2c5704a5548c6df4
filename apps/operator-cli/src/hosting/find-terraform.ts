import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';

export interface FoundTerraform {
  readonly binary: string;
  readonly version: string;
}

/** From here on the S3 backend locks by itself. */
const OLDEST = { major: 1, minor: 10 } as const;
const VERSION_TIMEOUT_MS = 10_000;

/** The Terraform of this machine; undefined: none, or one that is too old. */
export function findTerraform(searchPath: string): Promise<FoundTerraform | undefined> {
  const binary = searchPath
    .split(path.delimiter)
    .map((directory) => path.join(directory, 'terraform'))
    .find(isProgram);
  if (binary === undefined) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    execFile(binary, ['version', '-json'], { timeout: VERSION_TIMEOUT_MS }, (error, stdout) => {
      const found = error ? undefined : /"terraform_version": *"((\d+)\.(\d+)[^"]*)"/.exec(stdout);
      const [, version, major, minor] = found ?? [];
      resolve(
        version !== undefined && isNewEnough(Number(major), Number(minor))
          ? { binary, version }
          : undefined,
      );
    });
  });
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function isNewEnough(major: number, minor: number): boolean {
  return major > OLDEST.major || (major === OLDEST.major && minor >= OLDEST.minor);
}
