import { readdirSync, readFileSync } from 'node:fs';

/** Processes whose Terraform data is beneath a directory: Terraform itself, and what it started. */
export function processesIn(directory: string): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => environmentOf(pid).some((one) => one.startsWith(`TF_DATA_DIR=${directory}`)));
}

function environmentOf(pid: number): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  } catch {
    // It ended, or is somebody else's.
    return [];
  }
}
