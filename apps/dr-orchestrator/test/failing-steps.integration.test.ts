import type { FaultRule } from '@understudy/aws-simulator';
import type { RegionScene } from '@understudy/fault-simulation';

import {
  createCalledFunctions,
  deployerSays,
  terraformSays,
  type CalledFunctions,
} from './called-functions.ts';
import { regionScene } from './scenes.ts';
import { lastIncident, orderRun, promoted, recoveries, successes } from './stories.ts';

const SETTLING_SECONDS = 130;
const LOOK_SECONDS = 30;
/** Three runs that fail, each begun by a look of its own; a probe alone waits for minutes. */
const STUCK_LOOKS_MAX = 150;
const RECOVERED_SECONDS = 3_600;

const ORCHESTRATOR = 'understudy-dev-dr-orchestrator';

/** The plan of a story with a probe in it. */
const ORDER = [
  'outage',
  'suspicion',
  'fence',
  'infrastructure',
  'preparation',
  'database',
  'applications',
  'traffic',
  'probe',
  'report',
] as const;

interface World {
  readonly at: RegionScene;
  readonly called: CalledFunctions;
  readonly probe: { broken: boolean };
}

interface Row {
  readonly step: (typeof ORDER)[number];
  /** Makes it fail for good; returns what heals it. */
  readonly breaks: (world: World) => () => void;
  readonly reason: string;
  readonly sentence: RegExp;
  readonly next: RegExp;
  /** What is left beside the step itself, in the plan's order. */
  readonly left: readonly string[];
  readonly isPromoted: boolean;
}

function withEndpoint(yaml: string): string {
  return `${yaml}\nobserving:\n  endpoint: https://konecta-erp.example/health\n`;
}

function refuses(rule: Omit<FaultRule, 'name' | 'fault'>, code: string, status: number) {
  return ({ at }: World) =>
    at.aws.world.faults.add({
      name: 'for good',
      functionName: ORCHESTRATOR,
      ...rule,
      fault: { kind: 'error', code, status, when: 'before' },
    });
}

/** The runner or the deployer answers so, whenever it is asked for this verb. */
function answers(how: Parameters<CalledFunctions['answers']>[0]) {
  return ({ called }: World) => {
    called.answers(how);
    return () => called.answers(undefined);
  };
}

const AFTER_DATABASE = ['applications', 'traffic', 'probe', 'report'];

const ROWS: readonly Row[] = [
  {
    step: 'outage',
    breaks: refuses(
      {
        service: 'dynamodb',
        matches: ({ input }) => JSON.stringify(input).includes('observation#'),
      },
      'InternalServerError',
      500,
    ),
    reason: 'StoreUnavailable',
    sentence: /^outage: Query on table understudy-dev: expected an answer.* Done: nothing\./,
    next: /^understudy why.*; then understudy run dr --reason/,
    left: ORDER.slice(1),
    isPromoted: false,
  },
  {
    step: 'fence',
    breaks: refuses({ service: 'rds', operation: 'ModifyDBInstance' }, 'AccessDenied', 403),
    reason: 'Forbidden',
    sentence: /^fence: rds:ModifyDBInstance: .* Grant the action on this resource/,
    next: /; then understudy run dr --reason/,
    left: ['database', ...AFTER_DATABASE],
    isPromoted: false,
  },
  {
    step: 'infrastructure',
    breaks: answers({
      runner: ({ verb }) =>
        verb === 'apply'
          ? terraformSays({
              outcome: 'failed',
              sentence: 'Error: creating EKS Cluster: LimitExceeded.',
              next: 'aws service-quotas list-service-quotas --service-code eks',
            })
          : undefined,
    }),
    reason: 'terraform-failed',
    sentence:
      /^infrastructure: Error: creating EKS Cluster: LimitExceeded\. Done: outage, suspicion, fence/,
    next: /^aws service-quotas .*; then understudy run dr --reason/,
    left: ['database', ...AFTER_DATABASE],
    isPromoted: false,
  },
  {
    step: 'preparation',
    breaks: answers({
      deployer: ({ verb }) =>
        verb === 'prepare'
          ? deployerSays({ outcome: 'failed', sentence: 'The bundle names kube-system.' })
          : undefined,
    }),
    reason: 'deployment-failed',
    sentence: /^preparation: The bundle names kube-system\./,
    next: /^understudy why dr-konecta-erp-.*; then understudy run dr --reason/,
    // It begins on suspicion, and has failed before the loss is confirmed: nothing is promoted beside it.
    left: ['database', ...AFTER_DATABASE],
    isPromoted: false,
  },
  {
    step: 'database',
    breaks: refuses(
      { service: 'rds', operation: 'PromoteReadReplica' },
      'InvalidParameterCombination',
      400,
    ),
    reason: 'Refused',
    sentence: /^database: rds:PromoteReadReplica: .* Correct what AWS refuses/,
    next: /; then understudy run dr --reason/,
    left: AFTER_DATABASE,
    isPromoted: false,
  },
  {
    step: 'applications',
    breaks: answers({
      deployer: ({ verb }) =>
        verb === 'apply'
          ? deployerSays({
              outcome: 'failed',
              sentence: 'The quota of konecta-erp is used up.',
              next: 'kubectl -n konecta-erp describe quota',
            })
          : undefined,
    }),
    reason: 'deployment-failed',
    sentence: /^applications: The quota of konecta-erp is used up\. Done: .*database/,
    next: /^kubectl -n konecta-erp describe quota; then understudy run dr --reason/,
    left: ['traffic', 'probe', 'report'],
    isPromoted: true,
  },
  {
    step: 'traffic',
    breaks: refuses({ service: 's3', operation: 'PutObject' }, 'AccessDenied', 403),
    reason: 'Forbidden',
    sentence: /^traffic: s3:PutObject: .* Grant the action on this resource/,
    next: /; then understudy run dr --reason/,
    left: ['probe', 'report'],
    isPromoted: true,
  },
  {
    step: 'probe',
    breaks({ probe }) {
      probe.broken = true;
      return () => {
        probe.broken = false;
      };
    },
    reason: 'probe-failed',
    sentence: /^probe: https:\/\/konecta-erp\.example\/health: status 502 after \d+ s\./,
    next: /^curl -i https:\/\/konecta-erp\.example\/health; then understudy run dr --reason/,
    left: ['report'],
    isPromoted: true,
  },
];

async function begin(): Promise<World> {
  const called = createCalledFunctions();
  const probe = { broken: false };
  const at = await regionScene({
    konecta: { prepared: true },
    settlingSeconds: SETTLING_SECONDS,
    plan: withEndpoint,
    around: called.around,
    http: (served) => ({
      get: async (url, options) =>
        probe.broken
          ? { answered: true, status: 502, bodyStart: 'bad gateway' }
          : served.get(url, options),
    }),
  });
  return { at, called, probe };
}

/** A region that answers has a fence to be made; of one that is silent it is owed. */
function lose({ regions, konecta, losePrimary }: RegionScene, answering: boolean): void {
  if (!answering) return void losePrimary();
  regions.primary.rds.fault(konecta.databaseId, 'storage-full');
  regions.recovery.rds.fault(konecta.replicaId, 'replication-stops');
}

async function untilStuck(at: RegionScene): Promise<void> {
  for (let look = 0; look < STUCK_LOOKS_MAX; look++) {
    await at.pass(LOOK_SECONDS);
    if ((await at.incidents()).at(-1)?.outcome?.name === 'needs-operator') return;
  }
}

/** When each step that is done was begun and ended. */
async function timesOfDone(at: RegionScene): Promise<Readonly<Record<string, readonly number[]>>> {
  const { steps } = await at.plan();
  return Object.fromEntries(
    Object.entries(steps)
      .filter(([, { phase }]) => phase === 'done')
      .map(([name, one]) => [name, [one.startedAtMilliseconds, one.atMilliseconds]]),
  );
}

describe('a step that fails for good', () => {
  it.each(ROWS)('$step: says why, what is left and the next command; then goes on', async (row) => {
    const world = await begin();
    const { at } = world;
    const heal = row.breaks(world);
    lose(at, row.step === 'fence');
    await untilStuck(at);

    const { outcome, told } = await lastIncident(at);
    expect(outcome).toMatchObject({
      name: 'needs-operator',
      reason: row.reason,
      sentence: expect.stringMatching(row.sentence) as string,
      next: expect.stringMatching(row.next) as string,
    });
    const left = ORDER.filter((step) => step === row.step || row.left.includes(step)).join(', ');
    expect(outcome?.sentence).toContain(`Left: ${left}.`);
    expect(told?.outcome).toBe(`needs-operator: ${row.reason}`);
    expect(promoted(at)).toBe(row.isPromoted ? 1 : 0);
    expect(recoveries(at).filter(({ journal }) => journal.status === 'RUNNING')).toEqual([]);
    expect((await at.record()).lease.owner).toBeUndefined();

    const before = await timesOfDone(at);
    heal();
    await orderRun(at, `again-${row.step}`);
    await at.passUntil(() => successes(at) > 0, RECOVERED_SECONDS);

    expect(successes(at)).toBe(1);
    expect(promoted(at)).toBe(1);
    expect(await timesOfDone(at)).toMatchObject(before);
    expect(await at.incidents()).toHaveLength(1);
  });

  it('report: people who cannot be told stop no recovery', async () => {
    const { at } = await begin();
    at.aws.world.faults.add({
      name: 'no messages',
      service: 'sns',
      operation: 'Publish',
      functionName: ORCHESTRATOR,
      fault: { kind: 'error', code: 'AuthorizationError', status: 403, when: 'before' },
    });
    lose(at, false);
    await at.passUntil(() => successes(at) > 0, RECOVERED_SECONDS);

    expect(successes(at)).toBe(1);
    expect((await at.plan()).steps['report']).toMatchObject({
      phase: 'done',
      sentence: expect.stringContaining('Nobody could be told') as string,
    });
    expect((await lastIncident(at)).told).toBeUndefined();
  });
});
