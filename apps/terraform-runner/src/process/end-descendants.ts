import { readdir, readFile } from 'node:fs/promises';
import type { Clock } from '@understudy/clock';
import { RetryableError } from '@understudy/errors';
import { REAP_AGAIN_MS, REAP_MS } from './process-limits.ts';

/**
 * Names a run in its children's environment. What left the child's process group (a daemon of a
 * provisioner) still carries it.
 */
export const RUN_MARKER = 'UNDERSTUDY_RUN';

/** Ends whatever is left of a child: its process group, and descendants that left the group. */
export async function endDescendants(
  pid: number,
  environment: Readonly<Record<string, string>>,
  clock: Clock,
): Promise<void> {
  const marker = environment[RUN_MARKER];
  const until = clock.now() + REAP_MS;
  while (clock.now() < until) {
    const group = signalGroup(pid);
    const strays = marker === undefined ? [] : await findMarked(`${RUN_MARKER}=${marker}`);
    if (!group && strays.length === 0) return;
    for (const stray of strays) signal(stray);
    await clock.sleep(REAP_AGAIN_MS);
  }
  throw new RetryableError(
    'ChildrenLeft',
    `Expected no descendant of Terraform (process group ${pid}) to be left, found some that ` +
      `SIGKILL did not end within ${REAP_MS} ms. This environment must not be used again.`,
    { fields: { pid } },
  );
}

/** Whether anybody of the group was there to be ended. */
function signalGroup(pid: number): boolean {
  return signal(-pid);
}

function signal(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch {
    return false;
  }
}

/** Processes of ours that carry the marker. Where there is no /proc, the group is all we know. */
async function findMarked(marker: string): Promise<readonly number[]> {
  const names = await readdir('/proc').catch(() => []);
  const pids = names.filter((name) => /^\d+$/.test(name)).map(Number);
  const found: number[] = [];
  for (const pid of pids) {
    if (pid === process.pid) continue;
    // Others' processes and zombies have no environment that we can read.
    const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
    if (environment.split('\0').includes(marker)) found.push(pid);
  }
  return found;
}
