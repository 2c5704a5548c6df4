import type { StepEntry } from './plan-file.ts';
import type { Plan } from './plan.ts';

/**
 * The document's three steps between what must come before them (is it lost, is it fenced) and what
 * makes them count (traffic, a probe, a word to people). Order of names is the order of the board.
 */
export function defaultSteps(plan: Omit<Plan, 'steps' | 'hash'>): Record<string, StepEntry> {
  const { endpoint } = plan.observing;
  // What is built can be left as a pilot light: it need not wait until the loss is confirmed. A plan
  // that begins after a yes is asked for it with the confirmed loss.
  const asksFirst = plan.trigger === 'approval';
  const reason = asksFirst ? 'outage' : 'suspicion';
  return {
    outage: { kind: 'verify-outage' },
    ...(asksFirst ? {} : { suspicion: { kind: 'suspect-outage' } }),
    fence: { kind: 'fence-region', after: ['outage'] },
    infrastructure: { kind: 'run-terraform-apply', after: [reason] },
    preparation: { kind: 'deploy-applications', after: [reason], with: { phase: 'prepare' } },
    database: { kind: 'promote-rds-replica', after: ['fence'] },
    applications: {
      kind: 'deploy-applications',
      after: ['infrastructure', 'preparation'],
      with: { values: { DATABASE_ENDPOINT: '${steps.database.endpoint}' } },
    },
    traffic: { kind: 'shift-traffic', after: ['applications'] },
    ...(endpoint === undefined
      ? {}
      : { probe: { kind: 'http-probe', after: ['traffic'], with: { url: endpoint } } }),
    report: {
      kind: 'notify',
      after: [endpoint === undefined ? 'traffic' : 'probe'],
      with: { words: `${plan.name} runs in ${plan.regions.recovery}.` },
    },
  };
}

/** The document's steps with what the file says of them: changed, added, or removed by `null`. */
export function mergeSteps(
  defaults: Readonly<Record<string, StepEntry>>,
  said: Readonly<Record<string, StepEntry | null>>,
): Record<string, StepEntry> {
  const merged = { ...defaults, ...said };
  return Object.fromEntries(
    Object.entries(merged).filter((entry): entry is [string, StepEntry] => entry[1] !== null),
  );
}
