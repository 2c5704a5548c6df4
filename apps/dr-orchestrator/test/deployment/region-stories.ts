import {
  createRegionScene,
  recordRequests,
  KONECTA_REGIONS,
  stackOfApp,
  type GrantedRequest,
  type KonectaRegion,
  type RegionScene,
  type RegionSceneOptions,
  type StackPackage,
} from '@understudy/fault-simulation';

import { recoveries, RECOVERY_SECONDS_MAX } from '../stories.ts';

/** What is deployed, by the role of the region. */
export type Packages = Readonly<Record<KonectaRegion, StackPackage>>;

/** What came of a story: sentences that turned out false, and what the functions were allowed. */
export interface Told {
  readonly complaints: readonly string[];
  readonly requests: Iterable<GrantedRequest>;
}

export type Story = (packages: Packages) => Promise<Told>;

type Expectation = readonly [sentence: string, holds: boolean];

const ENTRY = 'konecta-erp-dr-failover';
const OBSERVER = 'understudy-dev-region-observer';
const ORCHESTRATOR = 'understudy-dev-dr-orchestrator';
const READINESS = 'understudy-dev-readiness';
/** Its schedule is a quarter of an hour. */
const READINESS_SECONDS = 960;

async function told(
  packages: Packages,
  settlingSeconds: number,
  tell: (at: RegionScene) => Promise<readonly Expectation[]>,
  change: Pick<RegionSceneOptions, 'changeTask'> = {},
): Promise<Told> {
  // From the first moment: what happens while all settles is asked of AWS as well.
  const late: { requests?: ReadonlyMap<string, GrantedRequest> } = {};
  const at = await createRegionScene({
    packages: appsOf(packages),
    settlingSeconds: 0,
    ...change,
  });
  late.requests = recordRequests(at.aws);
  await at.pass(settlingSeconds);
  const expectations = await tell(at);
  return {
    complaints: [
      ...expectations.filter(([, holds]) => !holds).map(([sentence]) => sentence),
      ...at.violations(),
    ],
    requests: late.requests.values(),
  };
}

/** The app's own functions; runner and deployer are modelled, instances have nothing to do here. */
function appsOf(packages: Packages): Packages {
  return {
    primary: stackOfApp(packages.primary, 'dr-orchestrator'),
    recovery: stackOfApp(packages.recovery, 'dr-orchestrator'),
    witness: stackOfApp(packages.witness, 'dr-orchestrator'),
  };
}

function invocationsOf(at: RegionScene, name: string, region: KonectaRegion = 'recovery') {
  return at.regions[region].lambda.invocations.filter(({ functionName }) => functionName === name);
}

function failures(at: RegionScene, name: string, region: KonectaRegion = 'recovery'): number {
  return invocationsOf(at, name, region).filter(({ result }) => result?.outcome === 'failed')
    .length;
}

/** Whether an execution ended with the document's response. */
function recovered(at: RegionScene): boolean {
  return recoveries(at).some(({ journal }) =>
    journal.result?.includes('DR failover completed successfully'),
  );
}

/** What an observer last said, in its own word. */
function saw(at: RegionScene, region: KonectaRegion): string {
  const last = invocationsOf(at, OBSERVER, region).at(-1)?.result;
  return last?.outcome === 'returned' ? (last.payload ?? '') : '';
}

/** The guard looks each minute; closing, restarting and a snapshot of the old database are minutes. */
const GUARDED_SECONDS = 1_200;

/** Each is the smallest that would notice the parts that name it. */
export const STORIES = {
  'both observers look each minute, and keep their logs': (packages) =>
    told(packages, 200, async (at) => [
      ['the observer looked', invocationsOf(at, OBSERVER).length >= 3],
      ['the witness looked', invocationsOf(at, OBSERVER, 'witness').length >= 3],
      ['no look failed', failures(at, OBSERVER) + failures(at, OBSERVER, 'witness') === 0],
      ['they see the same', saw(at, 'recovery').includes('observer (eu-west-1) and witness')],
      ['the witness is one', saw(at, 'witness').includes('"reason":"witness"')],
      ['every sensor was asked', !saw(at, 'witness').includes('unknown')],
      ['it left a log', at.aws.logs.lines(OBSERVER).length > 0],
    ]),

  'an alarm of the primary region reaches the entry, which starts one recovery': (packages) =>
    told(packages, 10, async (at) => {
      await at.asPerson(
        'monitoring',
        'SetAlarmState',
        { AlarmName: at.konecta.alarmNames[0], StateValue: 'ALARM', StateReason: 'a test' },
        'primary',
      );
      await at.pass(60);
      return [
        ['the entry was invoked', invocationsOf(at, ENTRY).length > 0],
        ['it did not fail', failures(at, ENTRY) === 0],
        ['an execution was started', recoveries(at).length === 1],
        ['it left a log', at.aws.logs.lines(ENTRY).length > 0],
        ['nor did the orchestrator', failures(at, ORCHESTRATOR) === 0],
      ];
    }),

  'an order starts one recovery, and observers look': (packages) =>
    told(packages, 100, async (at) => {
      const answer = await at.invokeEntry({}).catch(() => undefined);
      await at.pass(60);
      return [
        ['the entry answered', answer?.statusCode === 202],
        ['an execution was started', recoveries(at).length === 1],
        ['the orchestrator did not fail', failures(at, ORCHESTRATOR) === 0],
        ['no look failed', failures(at, OBSERVER) + failures(at, OBSERVER, 'witness') === 0],
      ];
    }),

  'readiness is looked at each quarter of an hour, and recorded': (packages) =>
    told(packages, READINESS_SECONDS, async (at) => {
      const [look] = invocationsOf(at, READINESS);
      const text = look?.result?.outcome === 'returned' ? (look.result.payload ?? '') : '';
      return [
        ['it looked', look !== undefined],
        ['it did not fail', failures(at, READINESS) === 0],
        ['it said what was found', /"state":"(?:green|red)"/.test(text)],
        ['people can be told', !/No topic is set/.test(text)],
        ['it left a log', at.aws.logs.lines(READINESS).length > 0],
      ];
    }),

  'a rehearsal verifies every step': (packages) =>
    told(packages, 200, async (at) => {
      const answer = await at.invokeEntry({ test: true }).catch(() => undefined);
      const text = JSON.stringify(answer ?? {});
      return [
        ['it answered', answer?.statusCode === 200],
        ['it asked the runner', invocationsOf(at, 'understudy-dev-terraform-runner').length > 0],
        ['it asked the deployer', invocationsOf(at, 'understudy-dev-k8s-deployer').length > 0],
        ['nothing was refused to it', !/AccessDenied|not authorized/i.test(text)],
      ];
    }),

  'a refused message is kept': (packages) =>
    told(packages, 5, async (at) => {
      await at.invokeEntry({ region: 'mars' }).catch(() => undefined);
      await at.pass(30);
      const kept = at.regions.recovery.sqs.messages('understudy-dev-dr-refused');
      return [['the refused queue holds it', kept.length === 1]];
    }),

  'a delivery that fails for good is kept': (packages) =>
    told(packages, 5, async (at) => {
      at.aws.world.faults.add({
        name: 'the entry may start nothing',
        service: 'lambda',
        operation: 'Invoke',
        functionName: ENTRY,
        fault: { kind: 'error', code: 'InternalFailure', status: 400, when: 'before' },
      });
      await at.asPerson(
        'monitoring',
        'SetAlarmState',
        { AlarmName: at.konecta.alarmNames[0], StateValue: 'ALARM', StateReason: 'a test' },
        'primary',
      );
      await at.pass(400);
      const kept = at.regions.recovery.sqs.messages('understudy-dev-dr-dead-letters');
      return [['the dead-letter queue holds it', kept.length > 0]];
    }),

  'a look that fails is not repeated: the next minute looks again': (packages) =>
    told(packages, 0, async (at) => {
      const fault = {
        kind: 'error',
        code: 'InternalFailure',
        status: 400,
        when: 'before',
      } as const;
      for (const service of ['dynamodb'] as const) {
        at.aws.world.faults.add({ name: 'no table', service, functionName: OBSERVER, fault });
      }
      await at.pass(200);
      const looks = [invocationsOf(at, OBSERVER), invocationsOf(at, OBSERVER, 'witness')];
      return looks.map((one, place) => [
        `one look a minute (${place})`,
        one.length > 0 && one.length <= 4,
      ]);
    }),

  'a lost region is recovered, and fenced when it returns': (packages) =>
    told(packages, 300, async (at) => {
      const returns = at.losePrimary();
      await at.passUntil(() => recovered(at), RECOVERY_SECONDS_MAX);
      returns();
      await at.pass(GUARDED_SECONDS);
      const old = at.regions.primary.rds.database(at.konecta.databaseId);
      return [
        ['it was recovered', recovered(at)],
        ['nothing failed on the way', failures(at, ORCHESTRATOR) + failures(at, OBSERVER) === 0],
        [
          'the old database is closed',
          JSON.stringify([...(old?.securityGroupIds ?? [])]).includes(at.konecta.closedGroupId),
        ],
      ];
    }),

  'a cold region is built by a function when its task dies': (packages) =>
    told(
      packages,
      300,
      async (at) => {
        at.losePrimary();
        await at.passUntil(() => recovered(at), RECOVERY_SECONDS_MAX);
        return [
          ['a task was started', at.regions.recovery.ecs.tasks.length === 1],
          ['it died', at.regions.recovery.ecs.tasks[0]?.exitCode === 1],
          ['it was recovered all the same', recovered(at)],
          ['nothing else failed', failures(at, ORCHESTRATOR) === 0],
        ];
      },
      { changeTask: () => async () => 1 },
    ),

  'a database that dies in a region that answers is fenced and replaced': (packages) =>
    told(packages, 300, async (at) => {
      at.regions.primary.rds.fault(at.konecta.databaseId, 'storage-full');
      at.regions.recovery.rds.fault(at.konecta.replicaId, 'replication-stops');
      await at.passUntil(() => recovered(at), RECOVERY_SECONDS_MAX);
      return [
        ['it was recovered', recovered(at)],
        ['nothing failed on the way', failures(at, ORCHESTRATOR) === 0],
      ];
    }),

  'a recovery that died is taken up by the observer': (packages) =>
    told(packages, 300, async (at) => {
      at.losePrimary();
      const stop = at.aws.onApiCall(({ operation, cause }) => {
        if (operation !== 'PromoteReadReplica' || cause.kind !== 'invocation') return 'continue';
        stop();
        at.regions.recovery.lambda.executions.stop(cause.executionArn ?? '');
        return 'crash-before';
      });
      const promoted = () =>
        at.changes().some(({ call }) => call.operation === 'PromoteReadReplica');
      await at.passUntil(promoted, 4_200);
      await at.passUntil(() => recovered(at), RECOVERY_SECONDS_MAX);
      return [['another execution went on', recovered(at)]];
    }),
} satisfies Readonly<Record<string, Story>>;

/** Where each region's package is, for tests that read its template. */
export const PACKAGED_AS: Readonly<Record<KonectaRegion, string>> = {
  primary: KONECTA_REGIONS.primary,
  recovery: KONECTA_REGIONS.recovery,
  witness: `${KONECTA_REGIONS.witness}-witness`,
};
