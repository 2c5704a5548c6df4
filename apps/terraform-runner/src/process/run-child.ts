import { spawn, type ChildProcess } from 'node:child_process';
import { systemClock, type Clock } from '@understudy/clock';
import { TerminalError } from '@understudy/errors';
import type { ChildDeadline } from './child-deadline.ts';
import { PIPES_CLOSE_MS } from './process-limits.ts';
import { endDescendants } from './end-descendants.ts';

export interface ChildRequest {
  readonly file: string;
  /** Passed as they are: no shell reads them. */
  readonly args: readonly string[];
  readonly directory: string;
  /** All of the child's environment; nothing is inherited. */
  readonly environment: Readonly<Record<string, string>>;
  readonly deadline: ChildDeadline;
  /** Asks for the same stop as the deadline, sooner. */
  readonly stop?: AbortSignal;
  readonly onStdout: (chunk: Uint8Array) => void;
  readonly onStderr: (chunk: Uint8Array) => void;
  readonly onStart?: (pid: number) => void;
}

export interface ChildEnd {
  readonly exitCode: number | undefined;
  /** It was asked to stop (SIGINT), by the deadline or by `stop`. */
  readonly interrupted: boolean;
  /** It did not, and was ended (SIGKILL). */
  readonly killed: boolean;
}

/**
 * Runs one child to its end. The order of the end: SIGINT to the child alone (its own children are
 * its to stop; a second SIGINT would make Terraform give up its state), SIGKILL to its whole group,
 * then whatever is left of its descendants is ended. Returns when none is left.
 */
export async function runChild(request: ChildRequest, clock: Clock): Promise<ChildEnd> {
  const child = spawn(request.file, [...request.args], {
    cwd: request.directory,
    env: { ...request.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: false,
    // A group of its own: a terminal's Ctrl-C is ours to pass on, and the group can be ended whole.
    detached: true,
  });
  child.stdout.on('data', request.onStdout);
  child.stderr.on('data', request.onStderr);
  const ended = new AbortController();
  const closed = untilClosed(child);
  const exit = untilExit(child, request.file);
  if (child.pid !== undefined) request.onStart?.(child.pid);
  const stopping = stopInTime(child, request, clock, ended.signal);
  try {
    const exitCode = await exit;
    return { exitCode, ...stopping.said() };
  } finally {
    ended.abort();
    await stopping.done;
    if (child.pid !== undefined) await endDescendants(child.pid, request.environment);
    await closePipes(child, closed);
  }
}

interface Stopping {
  readonly done: Promise<void>;
  said(): { readonly interrupted: boolean; readonly killed: boolean };
}

function stopInTime(
  child: ChildProcess,
  { deadline, stop }: ChildRequest,
  clock: Clock,
  ended: AbortSignal,
): Stopping {
  let interrupted = false;
  let killed = false;
  const grace = deadline.killAtMilliseconds - deadline.interruptAtMilliseconds;

  async function run(): Promise<void> {
    await untilTimeOrSignal(clock, deadline.interruptAtMilliseconds, [ended, stop]);
    if (ended.aborted) return;
    interrupted = child.kill('SIGINT') || interrupted;
    const killAt = Math.min(deadline.killAtMilliseconds, clock.now() + grace);
    await untilTimeOrSignal(clock, killAt, [ended]);
    if (ended.aborted || child.pid === undefined) return;
    killed = true;
    killGroup(child.pid);
  }

  return { done: run(), said: () => ({ interrupted, killed }) };
}

/** Waits for a time, or for one of the signals to be aborted; never rejects. */
async function untilTimeOrSignal(
  clock: Clock,
  atMilliseconds: number,
  signals: readonly (AbortSignal | undefined)[],
): Promise<void> {
  const signal = AbortSignal.any(signals.filter((one) => one !== undefined));
  const wait = Math.max(0, atMilliseconds - clock.now());
  await clock.sleep(wait, signal).catch(() => undefined);
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // The group is gone already.
  }
}

function untilExit(child: ChildProcess, file: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => resolve(code ?? undefined));
    child.once('error', (cause) =>
      reject(
        new TerminalError(
          'TerraformMissing',
          `Expected to start ${file}, found: ${cause.message}. Set TERRAFORM_BINARY to Terraform ` +
            'or OpenTofu, 1.10 or newer (scripts/terraform-binary gets one).',
          { cause },
        ),
      ),
    );
  });
}

function untilClosed(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('close', () => resolve());
    child.once('error', () => resolve());
  });
}

/** A descendant that left the group could hold a pipe open: it is not waited for without end. */
async function closePipes(child: ChildProcess, closed: Promise<void>): Promise<void> {
  const waiting = new AbortController();
  const late = systemClock.sleep(PIPES_CLOSE_MS, waiting.signal).catch(() => undefined);
  await Promise.race([closed, late]);
  waiting.abort();
  child.stdout?.destroy();
  child.stderr?.destroy();
}
