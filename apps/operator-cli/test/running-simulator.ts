import type { ChildProcess } from 'node:child_process';

import { systemClock } from '@understudy/clock';

import { finish, start, untilWritten, type Finished } from './command-line.ts';
import { perform } from './in-process.ts';

export interface RunningSimulator {
  readonly url: string;
  /** The command against this simulator, in this process. */
  understudy(...words: string[]): Promise<Finished>;
  /** The command's data, whatever its exit code. */
  ask<T>(...words: string[]): Promise<T>;
  /** Asks again until it is so. */
  until<T>(words: readonly string[], holds: (answer: T) => boolean): Promise<T>;
  /** The world's time, as AWS says it. */
  now(): Promise<number>;
  readonly env: Readonly<Record<string, string>>;
  readonly child: ChildProcess;
  stop(): Promise<Finished>;
}

/** Longer than a failover takes at these speeds on a busy machine. */
const PATIENCE_MS = 150_000;

/**
 * A step's twenty seconds are more than one of this machine's: enough for the functions' own work
 * where others work beside them.
 */
const SPEED_DEFAULT = 12;

/** A fraction of a simulated second's work: a look costs the simulator little. */
const LOOK_MS = 100;

/** The simulator in a process of its own, on a port that the machine chooses, settled. */
export async function startSimulator(
  options: {
    readonly speed?: number;
    readonly services?: string;
    readonly withPlan?: boolean;
    /** With the plan: its recovery cluster stands already. */
    readonly prepared?: boolean;
  } = {},
): Promise<RunningSimulator> {
  const {
    speed = SPEED_DEFAULT,
    services = 'signaling',
    withPlan = false,
    prepared = false,
  } = options;
  const words = ['simulator', '--port', '0', '--speed', String(speed), '--services', services];
  const plan = withPlan ? (prepared ? ['--prepared'] : []) : ['--no-plan'];
  const child = start([...words, ...plan, '--json']);
  const ended = finish(child);
  const written = await untilWritten(child, /"event":"listening","url":"[^"]+"/);
  const url = /"url":"([^"]+)"/.exec(written)?.[1] ?? '';
  const env = { AWS_ENDPOINT_URL: url };
  const understudy = (...more: string[]) => perform([...more, '--endpoint', url]);

  async function ask<T>(...more: string[]): Promise<T> {
    const { stdout, stderr } = await understudy(...more, '--json');
    if (stdout === '')
      throw new TypeError(`expected an answer of ${more.join(' ')}, found: ${stderr}`);
    return JSON.parse(stdout) as T;
  }

  async function until<T>(more: readonly string[], holds: (answer: T) => boolean): Promise<T> {
    const deadline = systemClock.now() + PATIENCE_MS;
    for (;;) {
      const answer = await ask<T & { readonly error?: unknown }>(...more);
      // A busy machine's command may find no time to ask; it says so, and is asked again.
      if (answer.error === undefined && holds(answer)) return answer;
      if (systemClock.now() > deadline) {
        throw new TypeError(
          `${more.join(' ')}: expected otherwise, found ${JSON.stringify(answer)}`,
        );
      }
      await systemClock.sleep(LOOK_MS);
    }
  }

  // The reconciler's first look writes each service's first state.
  await until<StatusAnswer>(['status'], ({ services: known }) =>
    services
      .split(',')
      .every((name) =>
        known.some(
          ({ service, state, openIncident }) => service === name && state && !openIncident,
        ),
      ),
  );
  return {
    url,
    env,
    child,
    understudy,
    ask,
    until,
    async now() {
      const { headers } = await fetch(url);
      return Date.parse(headers.get('date') ?? '');
    },
    stop() {
      child.kill('SIGINT');
      return ended;
    },
  };
}

export interface StatusAnswer {
  readonly services: readonly {
    readonly service: string;
    readonly state?: {
      readonly active: string;
      readonly epoch: number;
      readonly members: Record<string, { readonly instanceId: string }>;
    };
    readonly openIncident?: { readonly id: string };
    readonly arming?: { readonly mode: string };
    readonly lastIncident?: {
      readonly id: string;
      readonly outcome?: { readonly name: string; readonly reason: string };
      readonly decision?: { readonly action: string };
    };
  }[];
}
