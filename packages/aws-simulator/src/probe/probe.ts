import { TerminalError } from '@understudy/errors';

import type { EffectEntry } from '../kernel/effect-log.ts';
import type { World } from '../kernel/world.ts';
import type { Answer } from '../ec2/index.ts';

/** How a user's request to a service fares, in a stretch of time. */
export type Service = 'served' | 'partly' | 'refused';

export interface Stretch {
  readonly service: Service;
  /** The first request that met it, and the first that no longer did. */
  readonly fromMilliseconds: number;
  readonly toMilliseconds: number;
  /** The effect that began it; undefined for the first. */
  readonly began?: EffectEntry;
}

export interface ProbeReport {
  readonly asked: number;
  readonly refused: number;
  /** Refused requests times their interval. */
  readonly downtimeMilliseconds: number;
  /** In order, without gaps, from the probe's start until now. */
  readonly stretches: readonly Stretch[];
}

/** A user of the services who never tires. */
export interface Probe {
  report(targetGroupName: string): ProbeReport;
  stop(): void;
}

export interface ProbeOptions {
  readonly targetGroupNames: readonly string[];
  /** Where the balancer sends a request to the group: `elbv2.routable`. */
  readonly routable: (targetGroupName: string) => readonly string[];
  /** What the request meets there: `ec2.answer`. */
  readonly answer: (instanceId: string) => Answer;
  readonly intervalMilliseconds?: number;
}

/** Fine enough for a downtime of seconds. */
const INTERVAL_MS = 250;

/**
 * Between two effects every request fares like the one before it, so the probe computes at effects
 * and asks nothing: its cost does not depend on how often it would ask.
 */
export function createProbe(world: World, options: ProbeOptions): Probe {
  const intervalMs = options.intervalMilliseconds ?? INTERVAL_MS;
  const start = world.clock.now();
  const watched = options.targetGroupNames.map((name) => createWatch(name, start, intervalMs));
  for (const watch of watched) watch.look(options);
  const stop = world.log.subscribe((entry) => {
    if (entry.kind !== 'effect') return;
    for (const watch of watched) {
      if (!watch.concerns(entry.subject)) continue;
      watch.advance(entry.at);
      watch.look(options, entry);
    }
  });
  return {
    stop,
    report(targetGroupName) {
      const watch = watched.find(({ name }) => name === targetGroupName);
      if (!watch) {
        const message = `Expected a watched target group, found ${targetGroupName}.`;
        throw new TerminalError('UNWATCHED_TARGET_GROUP', message);
      }
      watch.advance(world.clock.now());
      return watch.report();
    },
  };
}

type Routing = Pick<ProbeOptions, 'routable' | 'answer'>;

interface Watch {
  readonly name: string;
  concerns(subject: string): boolean;
  /** Counts the requests up to this time, under what was seen last. */
  advance(atMilliseconds: number): void;
  look(routing: Routing, because?: EffectEntry): void;
  report(): ProbeReport;
}

function createWatch(name: string, start: number, intervalMs: number): Watch {
  const prefix = `target/${name}/`;
  const stretches: Stretch[] = [];
  let instanceIds: readonly string[] = [];
  let answers: readonly boolean[] = [];
  let because: EffectEntry | undefined;
  let asked = 0;
  let refused = 0;

  return {
    name,
    concerns: (subject) =>
      subject.startsWith(prefix) ||
      subject.startsWith('outage/') ||
      (subject.startsWith('instance/') && instanceIds.includes(subject.split('/')[1] ?? '')),
    advance(at) {
      const until = Math.ceil((at - start) / intervalMs);
      if (until <= asked) return;
      const service = serviceOf(answers);
      const last = stretches.at(-1);
      const toMilliseconds = start + until * intervalMs;
      if (last?.service === service) {
        stretches[stretches.length - 1] = { ...last, toMilliseconds };
      } else {
        const fromMilliseconds = start + asked * intervalMs;
        const began = because && { began: because };
        stretches.push({ service, fromMilliseconds, toMilliseconds, ...began });
      }
      refused += refusedAmong(answers, asked, until);
      asked = until;
    },
    look(routing, effect) {
      instanceIds = routing.routable(name);
      const before = serviceOf(answers);
      answers = instanceIds.map((id) => routing.answer(id) === 'ok');
      if (serviceOf(answers) !== before) because = effect;
    },
    report: () => ({
      asked,
      refused,
      downtimeMilliseconds: refused * intervalMs,
      stretches: [...stretches],
    }),
  };
}

function serviceOf(answers: readonly boolean[]): Service {
  if (!answers.includes(true)) return 'refused';
  return answers.includes(false) ? 'partly' : 'served';
}

/** Requests go round the targets in turn. */
function refusedAmong(answers: readonly boolean[], from: number, until: number): number {
  if (!answers.includes(true)) return until - from;
  if (!answers.includes(false)) return 0;
  let refused = 0;
  for (let request = from; request < until; request++) {
    if (!answers[request % answers.length]) refused++;
  }
  return refused;
}
