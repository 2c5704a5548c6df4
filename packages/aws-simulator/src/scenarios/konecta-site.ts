import type { SimulatedRegion } from '../composition/simulated-region.ts';
import type { Origin } from '../kernel/origin.ts';
import type { World } from '../kernel/world.ts';
import type { ProbedSite } from '../probe/index.ts';
import type { DatabaseSession, Rds } from '../rds/index.ts';

/** The names of an application's parts in one region. */
export interface SiteNames {
  readonly clusterName: string;
  readonly namespace: string;
  readonly serviceName: string;
  readonly balancerName: string;
  readonly targetGroupName: string;
}

/** The application in one region: pods on the cluster's nodes, behind the balancer, on a database. */
export interface KonectaSite extends ProbedSite, SiteNames {
  /** Where the balancer is reached; undefined while there is none. */
  balancerDnsName(): string | undefined;
  /** What a request to the balancer meets: the answer's status, or none. */
  answer(): 'ok' | 'error' | 'no-target' | 'no-answer';
}

export interface SiteOptions extends SiteNames {
  readonly world: World;
  readonly home: SimulatedRegion;
  /** The databases of another region: the application may be configured with one there. */
  readonly databasesOf: (region: string) => Rds | undefined;
}

/** The value of the workload's configuration that names its database. */
export const DATABASE_HOST = 'DATABASE_HOST';

/** [believed] A pool of this size for each pod. */
export const CONNECTIONS_PER_POD = 10;

const APPLICATION: Origin = { cause: { kind: 'service', name: 'konecta-erp' } };

interface Pool {
  readonly rds: Rds;
  readonly id: string;
  readonly region: string;
  readonly session: DatabaseSession | undefined;
}

export function createKonectaSite(options: SiteOptions): KonectaSite {
  const { world, home, clusterName, namespace, serviceName, targetGroupName } = options;
  const workloadKey = { clusterName, namespace, name: serviceName };
  let pool: Pool | undefined;

  const isUp = (): boolean => world.outages.serves(home.name);
  const readyPods = (): number => (isUp() ? (home.eks.workloads.find(workloadKey)?.ready ?? 0) : 0);

  /** Keeps the connections that still carry, opens new ones where it has to and can. */
  function connect(pods: number): Pool | undefined {
    const place = placeOf(home.eks.workloads.find(workloadKey)?.values[DATABASE_HOST]);
    const rds = place && options.databasesOf(place.region);
    if (!place || !rds || pods === 0) return undefined;
    const { id, region } = place;
    const session = pool?.rds === rds && pool.id === id ? pool.session : undefined;
    const isAlive = session && carries(rds, id, session);
    return { rds, id, region, session: isAlive ? session : rds.connect(id, home.name) };
  }

  function carries(rds: Rds, id: string, session: DatabaseSession): boolean {
    // Connections survive a network that comes back; what they cannot survive is a boot.
    if (rds.database(id)?.boot !== session.boot) return false;
    const met = rds.access(id, { fromRegion: home.name, session });
    return met === 'writable' || met === 'read-only' || met === 'timeout';
  }

  function canWrite(): boolean {
    if (!pool?.session) return false;
    const { rds, id, session } = pool;
    return rds.access(id, { fromRegion: home.name, session }) === 'writable';
  }

  function leave(old: Pool | undefined): void {
    if (!old || (pool?.rds === old.rds && pool.id === old.id)) return;
    old.rds.setWriteRate(old.id, 0);
    old.rds.setConnections(old.id, 0);
  }

  function nodes(): readonly string[] {
    const groups = home.eks.cluster(clusterName)?.nodegroups.values() ?? [];
    return [...groups].flatMap((group) => group.instanceIds);
  }

  return {
    ...namesOf(options),
    region: home.name,
    refresh() {
      const pods = readyPods();
      const before = pool;
      pool = connect(pods);
      leave(before);
      pool?.rds.setConnections(pool.id, pool.session ? pods * CONNECTIONS_PER_POD : 0);
      const answer = canWrite() ? 'ok' : 'error';
      for (const id of nodes()) {
        home.ec2.setApplication(id, pods === 0 ? 'refused' : answer, APPLICATION);
      }
    },
    serves: () => answerOf(world, home, targetGroupName) === 'ok' && canWrite(),
    writesTo: () => (pool && canWrite() ? `${pool.region}/${pool.id}` : undefined),
    load: (perSecond) => pool?.rds.setWriteRate(pool.id, canWrite() ? perSecond : 0),
    balancerDnsName: () => home.elbv2.loadBalancer(options.balancerName)?.dnsName,
    answer: () => answerOf(world, home, targetGroupName),
  };
}

function namesOf(names: SiteNames): SiteNames {
  const { clusterName, namespace, serviceName, balancerName, targetGroupName } = names;
  return { clusterName, namespace, serviceName, balancerName, targetGroupName };
}

/** What the balancer answers a request with. */
function answerOf(
  world: World,
  { name, elbv2, ec2 }: SimulatedRegion,
  targetGroupName: string,
): ReturnType<KonectaSite['answer']> {
  if (!world.outages.serves(name) || !elbv2.targetGroup(targetGroupName)) return 'no-answer';
  const answers = elbv2.routable(targetGroupName).map((id) => ec2.answer(id));
  if (answers.includes('ok')) return 'ok';
  return answers.length === 0 ? 'no-target' : 'error';
}

/** `<id>.<account's part>.<region>.rds.amazonaws.com`, with or without a port. */
function placeOf(host: string | undefined): { id: string; region: string } | undefined {
  const found = /^([a-z0-9-]+)\.[a-z0-9]+\.([a-z0-9-]+)\.rds\.amazonaws\.com(:\d+)?$/.exec(
    host ?? '',
  );
  const [, id, region] = found ?? [];
  return id !== undefined && region !== undefined ? { id, region } : undefined;
}
