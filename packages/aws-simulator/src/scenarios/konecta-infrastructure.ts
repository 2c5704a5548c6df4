import type { SimulatedRegion } from '../composition/simulated-region.ts';
import type { Origin } from '../kernel/origin.ts';
import type { ServiceName, World } from '../kernel/world.ts';
import type { SiteNames } from './konecta-site.ts';

/** What Terraform builds in the recovery region, for stories whose runner is modelled. */
export interface KonectaInfrastructure {
  /**
   * Looks what is there and begins what can be begun: the first call starts the cluster, later
   * ones its nodes and what stands on them. Call it again until it is complete; what AWS has
   * begun goes on without anybody's call.
   */
  step(origin: Origin, options?: InfrastructureOptions): InfrastructureProgress;
  progress(options?: InfrastructureOptions): InfrastructureProgress;
}

export interface InfrastructureOptions {
  /** The blueprint's own variable: everything but nodes. */
  readonly pilotLight?: boolean;
}

export interface InfrastructureProgress {
  readonly complete: boolean;
  readonly created: readonly string[];
  readonly missing: readonly string[];
  /** Why it cannot be completed, in AWS's words. */
  readonly failed?: string;
}

const NODEGROUP = 'default';
const NODES = 2;

export function createKonectaInfrastructure(
  world: World,
  home: SimulatedRegion,
  names: SiteNames,
): KonectaInfrastructure {
  const { clusterName, balancerName, targetGroupName } = names;
  const balancer = (): boolean => home.elbv2.loadBalancer(balancerName) !== undefined;
  const cluster = () => home.eks.cluster(clusterName);
  const nodegroup = () => cluster()?.nodegroups.get(NODEGROUP);
  const nodes = (): readonly string[] => nodegroup()?.instanceIds ?? [];
  const registered = (): boolean =>
    nodes().length > 0 &&
    nodes().every((id) => home.elbv2.targetsOf(targetGroupName)[id] !== undefined);

  const pilotParts: readonly (readonly [string, () => boolean])[] = [
    ['aws_lb.konecta', balancer],
    ['aws_eks_cluster.konecta', () => cluster()?.status === 'ACTIVE'],
  ];
  const allParts: typeof pilotParts = [
    ...pilotParts,
    ['aws_eks_node_group.default', () => nodegroup()?.status === 'ACTIVE'],
    ['aws_lb_target_group_attachment.nodes', () => balancer() && registered()],
  ];

  function progress({ pilotLight = false }: InfrastructureOptions = {}): InfrastructureProgress {
    const parts = pilotLight ? pilotParts : allParts;
    const created = parts.filter(([, isThere]) => isThere()).map(([name]) => name);
    const missing = parts.filter(([, isThere]) => !isThere()).map(([name]) => name);
    const failure = nodegroup()?.failure;
    return {
      complete: missing.length === 0,
      created,
      missing,
      ...(failure && { failed: `${failure.code}: ${failure.message}` }),
    };
  }

  return {
    progress,
    step(origin, options = {}) {
      if (!balancer()) buildBalancer(home, names);
      if (!cluster()) {
        act(world, home.name, 'eks', 'CreateCluster', clusterInput(world, clusterName), origin);
      }
      if (options.pilotLight) return progress(options);
      if (cluster()?.status === 'ACTIVE' && !nodegroup()) {
        act(world, home.name, 'eks', 'CreateNodegroup', nodegroupInput(world, clusterName), origin);
      }
      if (nodegroup()?.status === 'ACTIVE' && !registered()) {
        const TargetGroupArn = home.elbv2.targetGroup(targetGroupName)?.arn;
        const Targets = nodes().map((Id) => ({ Id }));
        const input = { TargetGroupArn, Targets };
        act(world, home.name, 'elasticloadbalancing', 'RegisterTargets', input, origin);
      }
      return progress(options);
    },
  };
}

/** The balancer with its listener, and a group with targets that have long been healthy. */
export function buildBalancer(
  home: SimulatedRegion,
  names: SiteNames,
  targets: readonly string[] = [],
): void {
  const { arn: loadBalancerArn } = home.elbv2.addLoadBalancer({ name: names.balancerName });
  const group = home.elbv2.addTargetGroup({
    name: names.targetGroupName,
    port: 30_080,
    vpcId: home.ec2.network.vpcId,
    healthCheckPath: '/health',
    intervalSeconds: 10,
    healthyThreshold: 2,
  });
  for (const id of targets) home.elbv2.establish(group.name, id);
  home.elbv2.addListener({
    loadBalancerArn,
    port: 443,
    protocol: 'HTTPS',
    defaultActions: [{ Type: 'forward', TargetGroupArn: group.arn }],
  });
}

function clusterInput({ accountId }: World, name: string): object {
  return {
    name,
    roleArn: `arn:aws:iam::${accountId}:role/${name}-cluster`,
    resourcesVpcConfig: {},
    tags: { 'understudy:managed': 'true' },
  };
}

function nodegroupInput({ accountId }: World, clusterName: string): object {
  return {
    clusterName,
    nodegroupName: NODEGROUP,
    nodeRole: `arn:aws:iam::${accountId}:role/${clusterName}-nodes`,
    subnets: [],
    scalingConfig: { desiredSize: NODES, minSize: 1, maxSize: 2 * NODES },
  };
}

/** A call of the provider's, at once and under its cause: how long the resource takes is AWS's. */
function act(
  world: World,
  region: string,
  service: ServiceName,
  operation: string,
  input: object,
  { cause }: Origin,
): void {
  world.service(region, service)?.operations[operation]?.(input as never, {
    requestId: 'terraform',
    service,
    operation,
    input,
    region,
    principal: { kind: 'user', name: 'terraform' },
    cause,
    signedAtMilliseconds: world.clock.now(),
  });
}
