import { readdir, readFile } from 'node:fs/promises';
import { systemClock } from '@understudy/clock';
import { RetryableError } from '@understudy/errors';
import { REAP_AGAIN_MS, REAP_MS } from './process-limits.ts';

/**
 * Names a run in its children's environment. What left the child's process group (a daemon of a
 * provisioner) still carries it.
 */
export const RUN_MARKER = 'UNDERSTUDY_RUN';

/**
 * Ends whatever is left of a child: its process group, and descendants that left the group. The
 * kernel's time is real, whatever clock the run lives by.
 */
export async function endDescendants(
  group: number,
  environment: Readonly<Record<string, string>>,
): Promise<void> {
  const marker = environment[RUN_MARKER];
  const until = systemClock.now() + REAP_MS;
  while (systemClock.now() < until) {
    const left = await findLeft(group, marker);
    if (left.length === 0) return;
    for (const pid of left) signal(pid);
    await systemClock.sleep(REAP_AGAIN_MS);
  }
  throw new RetryableError(
    'ChildrenLeft',
    `Expected no descendant of Terraform (process group ${group}) to be left, found some that ` +
      `SIGKILL did not end within ${REAP_MS} ms. This environment must not be used again.`,
    { fields: { group } },
  );
}

/** Processes of the group or with the marker. Where there is no /proc, the group is all we know. */
async function findLeft(group: number, marker: string | undefined): Promise<readonly number[]> {
  const names = await readdir('/proc').catch(() => undefined);
  if (names === undefined) return signal(-group) ? [-group] : [];
  const pids = names.filter((name) => /^\d+$/.test(name)).map(Number);
  const found = await Promise.all(
    pids.map(async (pid) => pid !== process.pid && (await isLeft(pid, group, marker))),
  );
  return pids.filter((_, index) => found[index]);
}

/** A zombie is no process any more: whoever is its parent has only not looked yet. */
const ZOMBIE_STATES = 'ZX';

async function isLeft(pid: number, group: number, marker: string | undefined): Promise<boolean> {
  // The command's name stands in brackets and may hold anything; the rest are plain fields.
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const [state = 'X', , ofGroup = ''] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (ZOMBIE_STATES.includes(state)) return false;
  if (Number(ofGroup) === group) return true;
  if (marker === undefined) return false;
  // Others' processes have no environment that we can read.
  const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
  return environment.split('\0').includes(`${RUN_MARKER}=${marker}`);
}

function signal(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch {
    return false;
  }
}
