import {
  createProbe,
  createSimulatedAws,
  populateJupiter,
  readStackPackage,
  type Jupiter,
  type JupiterOptions,
  type Ec2Timings,
  type Latencies,
  type Probe,
  type Random,
  type SimulatedAws,
  type SimulatedRegion,
  type SourceFunctions,
  type StackPackage,
} from '@understudy/aws-simulator';
import type { Scheduler } from '@understudy/clock';
import { createDynamoDbStore, tableDefinition, type LeaseStore } from '@understudy/leases';

import { PERSON, personalClient } from './personal-client.ts';
import { holdsApp, stackOfApp } from './template/app-stack.ts';

/** The app that a jupiter world is about. */
const APP = 'sns-instance-failover';

export interface DeployedJupiterOptions {
  readonly clock: Scheduler;
  readonly seed: string;
  /** Where `sls package` wrote, or what was read from there and edited. */
  readonly package: string | StackPackage;
  readonly region?: string;
  /** The stage that was packaged. Default `prod`, as in the document. */
  readonly stage?: string;
  readonly jupiter?: Omit<JupiterOptions, 'region' | 'stage'>;
  readonly latencies?: (random: Random) => Latencies;
  /** Functions that run from source instead of from the package. */
  readonly sourceFunctions?: SourceFunctions;
  /** An AWS that is there already, with this region in it. Default: one of its own. */
  readonly aws?: SimulatedAws;
  /** How long machines take. Default: the field's distributions. */
  readonly ec2Timings?: Ec2Timings;
}

/** The document's world, with Understudy deployed in it as a user deploys it. */
export interface DeployedJupiter {
  readonly aws: SimulatedAws;
  readonly region: SimulatedRegion;
  readonly jupiter: Jupiter;
  /** The table, read and written as a person with full rights would. */
  readonly store: LeaseStore;
  readonly tableName: string;
  /** A client of the balancer that asks every service all the time. */
  readonly probe: Probe;
  /** Arms every service, as `understudy arm --all` does. */
  arm(reason: string): Promise<void>;
}

/** Makes what Terraform owns (topics, table), then jupiter, then the packaged stack. */
export function createDeployedJupiter(options: DeployedJupiterOptions): DeployedJupiter {
  const { clock, seed, region: name = 'us-east-1', stage = 'prod' } = options;
  const { latencies, sourceFunctions, ec2Timings } = options;
  const aws =
    options.aws ??
    createSimulatedAws({
      clock,
      seed,
      regions: [name],
      ...(latencies ? { latencies } : {}),
      ...(sourceFunctions ? { sourceFunctions } : {}),
      ...(ec2Timings ? { ec2Timings } : {}),
    });
  const region = aws.region(name);
  const tableName = `understudy-${stage}`;
  region.dynamodb.createTable(tableDefinition(tableName));
  for (const topic of ['jupiter-failover-topic', `understudy-${stage}-notifications`]) {
    region.deploymentTarget.perform('sns', 'CreateTopic', { Name: topic });
  }
  const jupiter = populateJupiter(
    aws.world,
    { ...region, region: name },
    { ...options.jupiter, stage },
  );
  const stack =
    typeof options.package === 'string' ? readStackPackage(options.package) : options.package;
  aws.deployStack({
    region: name,
    stackName: `understudy-${stage}`,
    // The functions of other apps would find neither their topics nor anything to do here.
    package: holdsApp(stack, APP) ? stackOfApp(stack, APP) : stack,
  });
  const client = personalClient(aws, name);
  const store = createDynamoDbStore({ client, table: tableName, clock });
  const services = Object.values(jupiter.services);
  const probe = createProbe(aws.world, {
    targetGroupNames: services.map(({ targetGroupName }) => targetGroupName),
    routable: (group) => region.elbv2.routable(group),
    answer: (id) => region.ec2.answer(id),
  });
  return {
    aws,
    region,
    jupiter,
    store,
    tableName,
    probe,
    async arm(reason) {
      for (const service of services) {
        await store.setArming(`service#${service.name}`, {
          mode: 'armed',
          reason,
          by: PERSON.name,
          atMilliseconds: clock.now(),
        });
      }
    },
  };
}
