import {
  createObjectTraffic,
  createSimulatedAws,
  populateKonecta,
  type EksTimings,
  type HostedFunction,
  type HostedFunctions,
  type HostedTask,
  type HostedTasks,
  type Konecta,
  type KonectaOptions,
  type Latencies,
  type Random,
  type RdsTimings,
  type SimulatedAws,
  type SimulatedRegion,
  type SourceFunction,
  type SourceFunctions,
  type StackPackage,
} from '@understudy/aws-simulator';
import type { Scheduler } from '@understudy/clock';
import {
  createDynamoDbStore,
  createRegionRecords,
  tableDefinition,
  type LeaseStore,
  type RegionRecords,
} from '@understudy/leases';

import { personalClient } from '../personal-client.ts';
import { createModelledDeployer } from './modelled-deployer.ts';
import { createModelledRunner } from './modelled-runner.ts';
import { addCalledTask, hostTask, identifiersOf } from './runner-task.ts';

/** The regions of the document's plan, and the third one whose observer is a witness. */
export const KONECTA_REGIONS = {
  primary: 'us-east-1',
  recovery: 'eu-west-1',
  witness: 'eu-central-1',
} as const;

export type KonectaRegion = keyof typeof KONECTA_REGIONS;

/** By these a template names what a story may replace by a model: an image, and a handler. */
export const RUNNER_IMAGE = 'understudy-terraform-runner';
export const DEPLOYER_HANDLER = 'apps/k8s-deployer/src/handler.main';

export interface DeployedKonectaOptions {
  readonly clock: Scheduler;
  readonly seed: string;
  /** Where `sls package` wrote, by region; a region without one has no Understudy. */
  readonly packages: Readonly<Partial<Record<KonectaRegion, string | StackPackage>>>;
  /** The stage that was packaged. Default `dev`, as the document's names say. */
  readonly stage?: string;
  readonly konecta?: Omit<KonectaOptions, 'stage' | 'traffic'>;
  /** What the bucket holds for a real runner and deployer. Default: words that models do not read. */
  readonly archives?: { readonly blueprint?: Uint8Array; readonly manifests?: Uint8Array };
  readonly latencies?: (random: Random) => Latencies;
  readonly rdsTimings?: RdsTimings;
  readonly eksTimings?: EksTimings;
  /** Functions that run from source instead of from the package. */
  readonly sourceFunctions?: SourceFunctions;
  /** Real runner and deployer, on a clock that moves by itself. Default: both are modelled. */
  readonly hostedFunctions?: HostedFunctions;
  /** A story's own word on what a model is asked and answers; the runner's is its task's as well. */
  readonly around?: Readonly<
    Partial<Record<'runner' | 'deployer', (model: SourceFunction) => SourceFunction>>
  >;
  /** A real deployer for clusters that a real Kubernetes API serves; the model answers for others. */
  readonly deployer?: (modelled: HostedFunction) => HostedFunction;
  /** The real runner as a task. Default: the model that stands for the function. */
  readonly hostedTasks?: HostedTasks;
  /** Another end for the modelled task than its own: a machine that goes. */
  readonly changeTask?: (modelled: HostedTask) => HostedTask;
}

/** konecta-erp in its regions, with Understudy deployed in each as a user deploys it. */
export interface DeployedKonecta {
  readonly aws: SimulatedAws;
  readonly konecta: Konecta;
  readonly regions: Readonly<Record<KonectaRegion, SimulatedRegion>>;
  /** Each region's table, read and written as a person with full rights would. */
  readonly stores: Readonly<Record<KonectaRegion, LeaseStore>>;
  /** What observers wrote into the recovery region's table. */
  observations(): ReturnType<RegionRecords['readObservations']>;
  readonly tableName: string;
  readonly bucket: string;
  /** Arms the plan in both regions, as `understudy arm dr` does. */
  arm(reason: string): Promise<void>;
}

const PODS = 3;
/** Terraform's init, refresh and plan with the AWS provider [believed]. Milliseconds: median, 99 %. */
const TERRAFORM_MS = [8_000, 25_000] as const;
/** One visit to the Kubernetes API with all objects of a small bundle [believed]. */
const KUBERNETES_MS = [400, 3_000] as const;

export function createDeployedKonecta(options: DeployedKonectaOptions): DeployedKonecta {
  const { clock, stage = 'dev' } = options;
  // The models look at a world that exists only once they are registered with it.
  const late: { deployed?: Pick<DeployedKonecta, 'aws' | 'konecta'> } = {};
  const world = (): Pick<DeployedKonecta, 'aws' | 'konecta'> => {
    if (late.deployed) return late.deployed;
    throw new ReferenceError('a function ran before its world was made');
  };
  const tableName = `understudy-${stage}`;
  const runner = createRunner(options, world);
  const aws = createSimulatedAws({
    hostedTasks: hostTask(tableName, runner, { world, ...options }),
    ...options,
    regions: Object.values(KONECTA_REGIONS),
    ...withModels(options, runner, world),
  });
  const regions = {
    primary: aws.region(KONECTA_REGIONS.primary),
    recovery: aws.region(KONECTA_REGIONS.recovery),
    witness: aws.region(KONECTA_REGIONS.witness),
  };
  for (const home of Object.values(regions)) makeState(home, tableName);
  const traffic = createObjectTraffic(aws, { stage });
  const { bucket } = traffic;
  const konecta = populateKonecta(aws, { ...options.konecta, stage, traffic });
  fillBucket(regions.recovery, bucket, options.archives);
  late.deployed = { aws, konecta };
  for (const [role, stackPackage] of Object.entries(options.packages)) {
    const region = KONECTA_REGIONS[role as KonectaRegion];
    const ssmParameters = identifiersOf(stage);
    aws.deployStack({ region, stackName: tableName, package: stackPackage, ssmParameters });
  }
  addCalledFunctions(regions.recovery, tableName);
  addCalledTask(aws, regions.recovery, tableName);
  const storeOf = ({ name }: SimulatedRegion): LeaseStore =>
    createDynamoDbStore({ client: personalClient(aws, name), table: tableName, clock });
  const stores = {
    primary: storeOf(regions.primary),
    recovery: storeOf(regions.recovery),
    witness: storeOf(regions.witness),
  };
  const { name: home } = regions.recovery;
  const client = personalClient(aws, home);
  const records = createRegionRecords({ client, table: tableName, clock });
  return {
    aws,
    konecta,
    regions,
    stores,
    observations: () => records.readObservations(konecta.plan),
    tableName,
    bucket,
    async arm(reason) {
      for (const store of [stores.recovery, stores.primary]) {
        const atMilliseconds = clock.now();
        const arming = { mode: 'armed', reason, by: 'operator', atMilliseconds } as const;
        await store.setArming(`plan#${konecta.plan}`, arming);
      }
    },
  };
}

/** One model: as a function and as a task it works on the same state. */
function createRunner(
  { around }: DeployedKonectaOptions,
  world: () => Pick<DeployedKonecta, 'aws' | 'konecta'>,
): SourceFunction {
  const draws = drawsOf(world);
  const model = createModelledRunner(() => ({
    infrastructure: world().konecta.infrastructure,
    outputs: () => outputsOf(world()),
    overhead: () => draws('terraform').logNormal(...TERRAFORM_MS),
  }));
  return around?.runner?.(model) ?? model;
}

/** A stream for each label: its n-th draw is the same in every order of a plan's steps. */
function drawsOf(world: () => Pick<DeployedKonecta, 'aws'>): (label: string) => Random {
  const streams = new Map<string, Random>();
  return (label) => {
    const stream = streams.get(label) ?? world().aws.world.random.fork(label);
    streams.set(label, stream);
    return stream;
  };
}

/** Runner and deployer as models, unless they are hosted for real. */
function withModels(
  { sourceFunctions, hostedFunctions, around = {}, deployer: real }: DeployedKonectaOptions,
  runner: SourceFunction,
  world: () => Pick<DeployedKonecta, 'aws' | 'konecta'>,
): {
  readonly sourceFunctions: SourceFunctions;
  readonly hostedFunctions?: HostedFunctions;
} {
  const draws = drawsOf(world);
  const deployer = createModelledDeployer(() => {
    const { aws, konecta } = world();
    return {
      aws,
      sites: [konecta.primary, konecta.recovery],
      pods: PODS,
      requests: (verb) => draws(`kubernetes/${verb}`).logNormal(...KUBERNETES_MS),
    };
  });
  const functions = new Map(hostedFunctions?.functions);
  if (real) {
    const modelled: HostedFunction = async (event, context) => deployer(context)(event, context);
    functions.set(DEPLOYER_HANDLER, real(modelled));
  }
  const models = new Map<string, SourceFunction>([
    [RUNNER_IMAGE, runner],
    [DEPLOYER_HANDLER, around.deployer?.(deployer) ?? deployer],
  ]);
  for (const name of functions.keys()) models.delete(name);
  return {
    sourceFunctions: new Map([...models, ...(sourceFunctions ?? [])]),
    ...(hostedFunctions && { hostedFunctions: { ...hostedFunctions, functions } }),
  };
}

function outputsOf({
  aws,
  konecta,
}: Pick<DeployedKonecta, 'aws' | 'konecta'>): Readonly<Record<string, string>> {
  const { clusterName, region } = konecta.recovery;
  return {
    cluster_name: clusterName,
    cluster_endpoint: aws.region(region).eks.cluster(clusterName)?.endpoint ?? '',
    balancer_dns: konecta.recovery.balancerDnsName() ?? '',
  };
}

/** What Terraform owns in each region: the table, and where people are told. */
function makeState(home: SimulatedRegion, tableName: string): void {
  home.dynamodb.createTable(tableDefinition(tableName));
  // The same stack holds the instance scale, whose topic it names.
  home.sns.createTopic('jupiter-failover-topic');
}

/** The recovery region's bucket, beside the object that traffic follows. */
function fillBucket(
  { name, s3 }: SimulatedRegion,
  bucket: string,
  { blueprint, manifests }: NonNullable<DeployedKonectaOptions['archives']> = {},
): void {
  s3.putObject(bucket, `${name}-dr.zip`, blueprint ?? 'the blueprint of a modelled runner');
  s3.putObject(bucket, 'manifests.zip', manifests ?? 'the manifests of a modelled deployer');
}

/** The runner stops before its invocation does; the longest that Lambda lets one run. */
const RUNNER_SECONDS = 900;
const DEPLOYER_SECONDS = 60;

/** The functions that a plan calls, where a package was made without them. */
function addCalledFunctions(recovery: SimulatedRegion, tableName: string): void {
  const called = [
    { name: `${tableName}-terraform-runner`, handler: RUNNER_IMAGE, seconds: RUNNER_SECONDS },
    { name: `${tableName}-k8s-deployer`, handler: DEPLOYER_HANDLER, seconds: DEPLOYER_SECONDS },
  ];
  const { functions } = recovery.lambda;
  for (const { name, handler, seconds } of called) {
    if (functions.find(name)) continue;
    functions.put({
      name,
      files: new Map(),
      codeSha256: 'modelled',
      handler,
      runtime: 'container',
      roleArn: `arn:aws:iam::123456789012:role/${name}`,
      variables: { UNDERSTUDY_TABLE: tableName, UNDERSTUDY_STAGE: tableName.slice(11) },
      timeoutSeconds: seconds,
      memoryMegabytes: 2_048,
    });
  }
}
