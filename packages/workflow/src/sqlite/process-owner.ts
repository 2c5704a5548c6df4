import { readFileSync } from 'node:fs';

/** A process, told apart from a later one that was given the same number. */
export interface ProcessOwner {
  readonly pid: number;
  /** The kernel's start time of the process; empty where the system does not tell it. */
  readonly started: string;
}

/** The 22nd field of /proc/<pid>/stat, counted from behind the command's closing parenthesis. */
const START_TIME_FIELD = 19;

export function thisProcess(): ProcessOwner {
  return { pid: process.pid, started: startTime(process.pid) };
}

/** Whether exactly that process still runs. */
export function isAlive({ pid, started }: ProcessOwner): boolean {
  try {
    process.kill(pid, 0);
  } catch (thrown) {
    // Not allowed to signal it means that it exists.
    return thrown instanceof Error && Reflect.get(thrown, 'code') === 'EPERM';
  }
  return startTime(pid) === started;
}

function startTime(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[START_TIME_FIELD] ?? '';
  } catch {
    return '';
  }
}
