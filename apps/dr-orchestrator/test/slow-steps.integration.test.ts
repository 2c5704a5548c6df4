import type { CallFault, FaultRule } from '@understudy/aws-simulator';
import type { RegionScene } from '@understudy/fault-simulation';

import { createCalledFunctions, deployerSays, type CalledFunctions } from './called-functions.ts';
import { regionScene } from './scenes.ts';
import { lastIncident, promoted, successes } from './stories.ts';

const SETTLING_SECONDS = 130;
const RECOVERED_SECONDS = 5_400;
const LOOK_SECONDS = 20;
const FAILED_LOOKS_MAX = 200;

/** A step, the call that makes it, and how its service says that it is asked too often. */
type Row = readonly [step: string, call: Omit<FaultRule, 'name' | 'fault'>, slowDown: string];

const ROWS: readonly Row[] = [
  [
    'outage',
    { service: 'dynamodb', matches: ({ input }) => JSON.stringify(input).includes('observation#') },
    'ThrottlingException',
  ],
  ['fence', { service: 'rds', operation: 'ModifyDBInstance' }, 'Throttling'],
  ['infrastructure', { service: 's3', operation: 'HeadObject' }, 'SlowDown'],
  ['preparation', { service: 'eks', operation: 'DescribeCluster' }, 'ThrottlingException'],
  ['database', { service: 'rds', operation: 'PromoteReadReplica' }, 'Throttling'],
  ['applications', { service: 'lambda', operation: 'Invoke' }, 'TooManyRequestsException'],
  ['traffic', { service: 's3', operation: 'PutObject' }, 'SlowDown'],
  ['report', { service: 'sns', operation: 'Publish' }, 'Throttled'],
];

/** Refused for its rate, then never answered although it took effect, then never sent. */
function sufferings(slowDown: string): readonly CallFault[] {
  return [
    { kind: 'error', code: slowDown, status: 429, when: 'before' },
    { kind: 'no-answer', when: 'after' },
    { kind: 'no-answer', when: 'before' },
  ];
}

async function begin(called?: CalledFunctions): Promise<RegionScene> {
  return regionScene({
    konecta: { prepared: true },
    settlingSeconds: SETTLING_SECONDS,
    ...(called ? { around: called.around } : {}),
  });
}

/** A region that answers has a fence to be made; of one that is silent it is owed. */
function lose({ regions, konecta, losePrimary }: RegionScene, answering: boolean): void {
  if (!answering) return void losePrimary();
  regions.primary.rds.fault(konecta.databaseId, 'storage-full');
  regions.recovery.rds.fault(konecta.replicaId, 'replication-stops');
}

/** How often the old database was put behind the closed group. */
function closings({ aws, konecta }: RegionScene): number {
  return aws.world.log.entries.filter(
    (entry) =>
      entry.kind === 'effect' &&
      entry.subject.endsWith(`/${konecta.databaseId}/security-groups`) &&
      entry.to === konecta.closedGroupId,
  ).length;
}

describe('a step whose call is throttled, loses its answer, and is lost', () => {
  it.each(ROWS)('%s: the same end, and nothing done twice', async (step, call, slowDown) => {
    const at = await begin();
    let struck = 0;
    sufferings(slowDown).forEach((fault, index) => {
      const rule = { functionName: 'understudy-dev-dr-orchestrator', ...call, times: 1, fault };
      at.aws.world.faults.add({ name: `${step} ${index}`, ...rule });
    });
    at.aws.onApiCall(({ service, operation, cause }) => {
      const isIt = service === call.service && (call.operation ?? operation) === operation;
      if (isIt && cause.kind === 'invocation') struck++;
      return 'continue';
    });
    lose(at, step === 'fence');
    await at.passUntil(() => successes(at) > 0, RECOVERED_SECONDS);

    expect(struck).toBeGreaterThanOrEqual(1);
    expect(successes(at)).toBe(1);
    expect((await lastIncident(at)).outcome).toMatchObject({ name: 'completed' });
    expect(await at.incidents()).toHaveLength(1);
    expect(promoted(at)).toBe(1);
    expect((await at.record()).state).toMatchObject({ active: 'backup', epoch: 2 });
    const written = at.aws.world.log.entries.filter(
      (entry) => entry.kind === 'effect' && entry.subject.endsWith('/traffic/konecta-erp'),
    );
    expect(written).toHaveLength(1);
    expect(closings(at)).toBe(step === 'fence' ? 1 : 0);
  });
});

describe('a step that stays long', () => {
  it.each([
    ['prepare', 'preparation', 'unreachable', 'cluster-unreachable'],
    ['status', 'applications', 'progressing', 'rollout-slow'],
  ] as const)(
    'is given up after its time and said so; the next look goes on: %s',
    async (verb, step, outcome, reason) => {
      const called = createCalledFunctions();
      const at = await begin(called);
      called.answers({
        deployer: (request) =>
          request.verb === verb
            ? deployerSays({ outcome, sentence: 'konecta-erp 0/3 ready.' })
            : undefined,
      });
      lose(at, false);
      let name: string | undefined;
      for (let look = 0; look < FAILED_LOOKS_MAX && name !== 'failed'; look++) {
        await at.pass(LOOK_SECONDS);
        name = (await at.incidents()).at(-1)?.outcome?.name;
      }
      const failed = (await lastIncident(at)).outcome;
      called.answers(undefined);
      await at.passUntil(() => successes(at) > 0, RECOVERED_SECONDS);

      expect(failed).toMatchObject({
        name: 'failed',
        reason,
        sentence: expect.stringContaining(`${step}: `) as string,
        next: expect.stringMatching(/^(aws|kubectl) /) as string,
      });
      expect(successes(at)).toBe(1);
      expect(promoted(at)).toBe(1);
    },
  );
});
