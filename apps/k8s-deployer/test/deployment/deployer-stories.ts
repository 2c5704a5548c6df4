import type { StackPackage } from '@understudy/fault-simulation';
import type { DeploymentResult } from '@understudy/recovery-messages';

import {
  createDeployedScene,
  DEPLOYER,
  HOME,
  PRIMARY,
  type DeployedScene,
} from './deployed-scene.ts';

/** The sentences of a story that turned out false; none when the deployment works. */
export type Story = (stack: StackPackage) => Promise<readonly string[]>;

type Expectation = readonly [sentence: string, holds: boolean];

/** Longer than an asynchronous invocation takes to be tried twice more. */
const REPEATS_SECONDS = 400;

async function told(
  stack: StackPackage,
  tell: (at: DeployedScene) => Promise<readonly Expectation[]>,
): Promise<readonly string[]> {
  const expectations = await tell(createDeployedScene(stack));
  return expectations.filter(([, holds]) => !holds).map(([sentence]) => sentence);
}

function requestFor(at: DeployedScene, change: object): object {
  return {
    verb: 'check',
    run: { plan: 'konecta-erp', incident: 'dr-1', step: 'applications', owner: 'local:1' },
    region: HOME,
    cluster: 'konecta-erp-dev-dr',
    namespace: 'konecta-erp',
    service: 'konecta-erp',
    bundle: at.bundle('version'),
    ...change,
  };
}

/** Whether the cluster's own API was asked, and everything was verified. */
function isVerified(answer: DeploymentResult | undefined): boolean {
  const { outcome, findings = [] } = answer ?? {};
  return (
    outcome === 'checked' && findings.length > 1 && findings.every((one) => one.mark === 'verified')
  );
}

/** Each is the smallest that would notice the parts that name it. */
export const STORIES = {
  'the cluster that is deployed to knows the deployer, whose log is kept': (stack) =>
    told(stack, async (at) => {
      at.addCluster(HOME, 'konecta-erp-dev-dr');
      const answer = await at.ask(requestFor(at, {}));
      return [
        ['all of its rights are verified', isVerified(answer)],
        ['it left a log', at.aws.logs.lines(DEPLOYER).length > 0],
      ];
    }),

  'the cluster that is fenced knows the deployer': (stack) =>
    told(stack, async (at) => {
      at.addCluster(PRIMARY, 'konecta-erp-dev');
      const answer = await at.ask(requestFor(at, { region: PRIMARY, cluster: 'konecta-erp-dev' }));
      return [['all of its rights are verified', isVerified(answer)]];
    }),

  'a bundle is rehearsed by its version': (stack) => rehearsal(stack, 'version'),
  'a bundle is rehearsed by its checksum': (stack) => rehearsal(stack, 'checksum'),

  'a call that dies is not repeated: who asked asks again': (stack) =>
    told(stack, async (at) => {
      at.addCluster(HOME, 'konecta-erp-dev-dr');
      at.aws.onApiCall(({ operation }) =>
        operation === 'DescribeCluster' ? 'crash-before' : 'continue',
      );
      await at.order(requestFor(at, {}));
      await at.pass(REPEATS_SECONDS);
      const { invocations } = at.aws.region(HOME).lambda;
      return [
        ['it died', invocations[0]?.result?.outcome === 'failed'],
        ['it was tried once', invocations.length === 1],
      ];
    }),
} satisfies Readonly<Record<string, Story>>;

function rehearsal(stack: StackPackage, pin: 'version' | 'checksum'): Promise<readonly string[]> {
  return told(stack, async (at) => {
    const answer = await at.ask(requestFor(at, { verb: 'rehearse', bundle: at.bundle(pin) }));
    return [
      ['the bundle was read and is sound', answer?.outcome === 'checked'],
      ['every object of it was looked at', answer?.findings.length === 4],
    ];
  });
}
