import type { SimulatedAws } from '../composition/create-simulated-aws.ts';
import type { Origin } from '../kernel/origin.ts';
import type { TrafficSwitch } from '../probe/index.ts';

export interface ObjectTrafficOptions {
  /** Default `konecta-erp`. */
  readonly plan?: string;
  /** Default `dev`. */
  readonly stage?: string;
  readonly primaryRegion?: string;
  readonly recoveryRegion?: string;
  /** Seconds between two looks of one checker, and looks in a row that decide. */
  readonly intervalSeconds?: 10 | 30;
  readonly failureThreshold?: number;
  /** The share of users whose resolvers keep an answer for longer than they may. */
  readonly staleShare?: number;
}

/** How users' requests find a region, and the object that decides it. */
export interface ObjectTraffic extends TrafficSwitch {
  readonly bucket: string;
  readonly key: string;
  readonly name: string;
  readonly zoneId: string;
  readonly healthCheckId: string;
}

/** As the Terraform module `traffic-switch` configures it. */
const INTERVAL_SECONDS = 10;
const FAILURE_THRESHOLD = 3;

/** [believed] Field notes, section 8: resolvers that ignore a TTL keep answers for 5 to 15 minutes. */
const STALE_SHARE = 0.02;
const STALE_SECONDS = 600;

/** documented: an alias to a balancer is answered with the balancer's own TTL. */
const TTL_SECONDS = 60;

/** documented: a change of a record is on all servers by then. */
const SYNC_SECONDS = 60;

/** Users' resolvers expire one after the other; so many steps tell it well enough. */
const STEPS = 6;

/**
 * Traffic that follows an object in the recovery region: a failover record, an inverted health
 * check on the object, resolvers with their caches. Everything after the object is data plane: it
 * works without us-east-1, and stays until the object is taken away.
 */
export function createObjectTraffic(
  aws: Pick<SimulatedAws, 'world' | 'region' | 'route53'>,
  options: ObjectTrafficOptions = {},
): ObjectTraffic {
  const { plan = 'konecta-erp', stage = 'dev', staleShare = STALE_SHARE } = options;
  const { primaryRegion = 'us-east-1', recoveryRegion = 'eu-west-1' } = options;
  const bucket = `${plan}-${stage}-dr-${recoveryRegion}`;
  const key = `traffic/${plan}`;
  const name = `${plan}.example.`;
  aws.region(recoveryRegion).s3.createBucket(bucket, {
    isVersioned: true,
    publicPrefixes: [key],
  });
  const healthCheckId = aws.route53.createHealthCheck({
    Type: 'HTTPS',
    FullyQualifiedDomainName: `${bucket}.s3.${recoveryRegion}.amazonaws.com`,
    ResourcePath: `/${key}`,
    RequestInterval: options.intervalSeconds ?? INTERVAL_SECONDS,
    FailureThreshold: options.failureThreshold ?? FAILURE_THRESHOLD,
    Inverted: true,
  });
  const balancers = {
    PRIMARY: balancerOf(`${plan}-${stage}`, primaryRegion),
    SECONDARY: balancerOf(`${plan}-${stage}-dr`, recoveryRegion),
  };
  const zoneId = aws.route53.createZone(name, [
    failoverRecord(name, 'PRIMARY', balancers.PRIMARY, healthCheckId),
    failoverRecord(name, 'SECONDARY', balancers.SECONDARY),
  ]);
  const answer = (): string => {
    const { aliasOf } = aws.route53.resolve(name, 'A') ?? {};
    return aliasOf === balancers.SECONDARY ? recoveryRegion : primaryRegion;
  };
  const settings = { name: plan, recordName: name, staleShare };
  return { bucket, key, name, zoneId, healthCheckId, ...createFollowers(aws, settings, answer) };
}

interface FollowerSettings {
  readonly name: string;
  readonly recordName: string;
  readonly staleShare: number;
}

/** Users behind resolvers: they follow an answer as what they kept expires. */
function createFollowers(
  { world, route53 }: Pick<SimulatedAws, 'world' | 'route53'>,
  { name, recordName, staleShare }: FollowerSettings,
  answer: () => string,
): TrafficSwitch {
  const listeners: (() => void)[] = [];
  const origin: Origin = { cause: { kind: 'service', name: 'route53' } };
  let target = answer();
  let shares: Readonly<Record<string, number>> = { [target]: 1 };
  let turn = 0;

  function set(next: Readonly<Record<string, number>>): void {
    const [from, to] = [describe(shares), describe(next)];
    shares = next;
    const subject = `traffic/${name}`;
    world.log.append({ kind: 'effect', at: world.clock.now(), subject, from, to, ...origin });
    for (const listener of listeners) listener();
  }

  /** From what each region has now towards the new answer, a step at a time. */
  function follow(): void {
    const now = answer();
    if (now === target) return;
    target = now;
    const mine = ++turn;
    const start = shares;
    const moveAt = (seconds: number, progress: number): void =>
      void world.clock.schedule(world.clock.now() + seconds * 1_000, () => {
        if (mine === turn) set(moved(start, now, progress));
      });
    for (let step = 1; step <= STEPS; step++) {
      moveAt((TTL_SECONDS * step) / STEPS, ((1 - staleShare) * step) / STEPS);
    }
    if (staleShare > 0) moveAt(STALE_SECONDS, 1);
  }

  route53.onHealthChange(follow);
  // A change of the records themselves is on all servers within a minute.
  world.log.subscribe((entry) => {
    const isOurs = entry.kind === 'effect' && entry.subject.startsWith(`record/${recordName}/`);
    if (isOurs) world.clock.schedule(world.clock.now() + SYNC_SECONDS * 1_000, follow);
  });
  return { shares: () => shares, onChange: (listener) => void listeners.push(listener) };
}

function moved(
  start: Readonly<Record<string, number>>,
  to: string,
  progress: number,
): Readonly<Record<string, number>> {
  const kept = Object.entries(start).map(([region, share]) => [region, share * (1 - progress)]);
  const next = Object.fromEntries(kept) as Record<string, number>;
  next[to] = (next[to] ?? 0) + progress;
  return Object.fromEntries(Object.entries(next).filter(([, share]) => share > 0));
}

function failoverRecord(
  name: string,
  failover: 'PRIMARY' | 'SECONDARY',
  balancer: string,
  healthCheckId?: string,
) {
  return {
    Name: name,
    Type: 'A' as const,
    SetIdentifier: failover.toLowerCase(),
    Failover: failover,
    AliasTarget: { DNSName: balancer, HostedZoneId: 'Z35SXDOTRQ7X7K', EvaluateTargetHealth: false },
    ...(healthCheckId === undefined ? {} : { HealthCheckId: healthCheckId }),
  };
}

/** The name that the region's balancer has, or will have. */
function balancerOf(base: string, region: string): string {
  return `${base}-alb-1234567890.${region}.elb.amazonaws.com.`;
}

function describe(shares: Readonly<Record<string, number>>): string {
  return Object.entries(shares)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([region, share]) => `${region} ${Math.round(share * 100)}%`)
    .join(', ');
}
