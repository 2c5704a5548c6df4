import type { Scheduler } from '@understudy/clock';
import { TerminalError } from '@understudy/errors';

import { deployStack, type DeployedStack, type StackOptions } from '../deployment/deploy-stack.ts';
import type { Ec2Timings } from '../ec2/index.ts';
import type { EksTimings } from '../eks/index.ts';
import type { EcsTimings, HostedTasks } from '../ecs/index.ts';
import type { HostedFunctions } from '../hosted/index.ts';
import { createRoleDirectory, type RoleDirectory } from '../iam/role-directory.ts';
import { createWorld, type WorldOptions } from '../kernel/create-world.ts';
import type { World } from '../kernel/world.ts';
import { createCallerDirectory, type CallerDirectory } from '../lambda/caller-directory.ts';
import { createFunctionLogs, type FunctionLogs } from '../lambda/function-log.ts';
import type { Invocation } from '../lambda/invocation.ts';
import { createNetwork, type Network } from '../network/index.ts';
import { createRoute53, type EndpointNetwork, type Route53 } from '../route53/index.ts';
import type { RdsTimings } from '../rds/index.ts';
import type { SourceFunctions } from '../source/source-function.ts';
import { createSts } from '../sts/index.ts';
import { createWireDoor, type WireDoor } from '../wire/wire-door.ts';
import { hookApiCalls, type ApiCallHook } from './api-call-hook.ts';
import { createAnswer } from './answer.ts';
import { createEndpointNetwork } from './endpoint-network.ts';
import { createRegion, type RegionSurroundings, type SimulatedRegion } from './simulated-region.ts';

export interface SimulatedAwsOptions {
  readonly clock: Scheduler;
  readonly seed: string;
  readonly regions: readonly string[];
  /** Default: the field's distributions. */
  readonly latencies?: NonNullable<WorldOptions['latencies']>;
  /** How long instances take to start and stop. Default: the field's distributions. */
  readonly ec2Timings?: Ec2Timings;
  /** How long databases take to be promoted, rebooted and changed. Default: the field's distributions. */
  readonly rdsTimings?: RdsTimings;
  /** How long clusters, node groups and pods take. Default: the field's distributions. */
  readonly eksTimings?: EksTimings;
  /** Functions that run from source instead of from their package: simulations of many incidents. */
  readonly sourceFunctions?: SourceFunctions;
  /** Functions that run outside of the simulator, with real processes: on a scaled clock only. */
  readonly hostedFunctions?: HostedFunctions;
  /** How long a container takes to start. Default: the field's distribution. */
  readonly ecsTimings?: EcsTimings;
  /** What the containers of task definitions do, by family. */
  readonly hostedTasks?: HostedTasks;
}

/** The whole simulated AWS: one world, its regions, its roles and its doors. */
export interface SimulatedAws {
  readonly world: World;
  readonly roles: RoleDirectory;
  readonly callers: CallerDirectory;
  readonly logs: FunctionLogs;
  /** Bytes in, bytes out: for the HTTP door and for clients in process. */
  readonly door: WireDoor;
  /** Hosts beside AWS's APIs: applications, control targets, real servers on this machine. */
  readonly network: Network;
  /** Throws when it is not simulated. */
  region(name: string): SimulatedRegion;
  readonly regions: readonly SimulatedRegion[];
  /** Global. */
  readonly route53: Route53;
  /** Creates what `sls package` wrote, in a region. */
  deployStack(options: StackOptions & { readonly region: string }): DeployedStack;
  /** An invocation of any region. */
  invocation(id: string): Invocation | undefined;
  /** Crashes or freezes functions at their calls; returns how to stop. */
  onApiCall(hook: ApiCallHook): () => void;
}

export function createSimulatedAws(options: SimulatedAwsOptions): SimulatedAws {
  const world = createWorld(options);
  const roles = createRoleDirectory(world.accountId);
  const callers = createCallerDirectory();
  const logs = createFunctionLogs();
  const regions = new Map<string, SimulatedRegion>();
  const door = createWireDoor(world, callers);
  const network = createNetwork(world);
  const surroundings: RegionSurroundings = {
    world,
    roles,
    callers,
    logs,
    buckets: new Map(),
    answerFrom: (name) => createAnswer(door, network, name),
    ...(options.ec2Timings ? { ec2Timings: options.ec2Timings } : {}),
    ...(options.ecsTimings ? { ecsTimings: options.ecsTimings } : {}),
    ...(options.rdsTimings ? { rdsTimings: options.rdsTimings } : {}),
    ...(options.eksTimings ? { eksTimings: options.eksTimings } : {}),
    ...(options.sourceFunctions ? { sourceFunctions: options.sourceFunctions } : {}),
    ...(options.hostedFunctions ? { hostedFunctions: options.hostedFunctions } : {}),
    ...(options.hostedTasks ? { hostedTasks: options.hostedTasks } : {}),
    regionNamed: (name) => regions.get(name),
  };
  world.authorizer = roles.authorizer;
  const checked = createEndpointNetwork(world, network, (name) => regions.get(name));
  const route53 = installGlobalServices(world, roles, callers, checked);
  for (const name of options.regions) regions.set(name, createRegion(surroundings, name));

  function invocation(id: string): Invocation | undefined {
    for (const { lambda } of regions.values()) {
      const found = lambda.invocations.findLast((candidate) => candidate.id === id);
      if (found) return found;
    }
    return undefined;
  }

  function region(name: string): SimulatedRegion {
    const found = regions.get(name);
    if (found) return found;
    throw new TerminalError(
      'UnknownRegion',
      `Expected one of ${[...regions.keys()].join(', ')}, found ${name}. Name it in createSimulatedAws.`,
    );
  }

  const hooks = hookApiCalls(world, invocation);
  return {
    world,
    roles,
    callers,
    logs,
    door,
    network,
    region,
    regions: [...regions.values()],
    route53,
    invocation,
    onApiCall: (hook) => hooks.add(hook),
    deployStack: (stack) => deployStack(region(stack.region).deploymentTarget, stack),
  };
}

function installGlobalServices(
  world: World,
  roles: RoleDirectory,
  callers: CallerDirectory,
  checked: EndpointNetwork,
): Route53 {
  const route53 = createRoute53(world, checked);
  world.install('*', route53);
  const register: CallerDirectory['register'] = (key, caller) => callers.register(key, caller);
  const mayAssume = (roleName: string): boolean => roles.has(roleName);
  world.install('*', createSts(world, { register, mayAssume }));
  return route53;
}
