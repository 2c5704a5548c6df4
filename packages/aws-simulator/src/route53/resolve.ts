import type { RRType } from '@aws-sdk/client-route-53';

import type { Random } from '../kernel/random.ts';
import type { HostedZone, Propagation, ZoneStore } from './hosted-zone.ts';
import { normalizedName, valuesOf, type RecordSet } from './record-set.ts';

/** What a name server answers. An alias names the AWS resource whose addresses it stands for. */
export interface DnsAnswer {
  readonly values: readonly string[];
  readonly aliasOf?: string;
  /** How long a resolver may keep it. */
  readonly ttlSeconds: number;
}

/** Asks one of the zone's servers; undefined when the name has no such record. */
export type Resolve = (name: string, type: RRType) => DnsAnswer | undefined;

/** A chain of CNAMEs is followed this far. */
const CNAME_HOPS_MAX = 8;

/** documented: an alias to a load balancer is answered with the balancer's own TTL. */
const ALIAS_TTL_SECONDS = 60;

/**
 * The zones' servers. A change reaches each of them at its own time before it is INSYNC, so the
 * answer meanwhile depends on the server that one happens to ask.
 */
export function createAuthority(store: ZoneStore, random: Random): Resolve {
  function ask(name: string, type: RRType, hops: number): DnsAnswer | undefined {
    const records = recordsOf(store, random, normalizedName(name));
    const found = choose(
      store,
      random,
      records.filter((record) => record.Type === type),
    );
    if (found) return answerOf(found);
    const alias = choose(
      store,
      random,
      records.filter((record) => record.Type === 'CNAME'),
    );
    const [target] = alias ? valuesOf(alias) : [];
    if (!alias || target === undefined || hops === 0) return undefined;
    const rest = ask(target, type, hops - 1);
    const ttlSeconds = Math.min(alias.TTL ?? 0, rest?.ttlSeconds ?? Infinity);
    return rest
      ? { ...rest, ttlSeconds }
      : { values: [], aliasOf: normalizedName(target), ttlSeconds };
  }
  return (name, type) => ask(name, type, CNAME_HOPS_MAX);
}

/** A resolver near a client: keeps answers for their TTL, or longer when it ignores short ones. */
export function createResolver(
  store: ZoneStore,
  authority: Resolve,
  ttlSecondsMin: number,
): Resolve {
  const cache = new Map<
    string,
    { readonly answer: DnsAnswer; readonly untilMilliseconds: number }
  >();
  return (name, type) => {
    const key = `${normalizedName(name)}|${type}`;
    const now = store.world.clock.now();
    const kept = cache.get(key);
    if (kept && now < kept.untilMilliseconds) return kept.answer;
    const answer = authority(name, type);
    if (!answer) return undefined;
    const seconds = Math.max(answer.ttlSeconds, ttlSecondsMin);
    cache.set(key, { answer, untilMilliseconds: now + seconds * 1_000 });
    return answer;
  };
}

function recordsOf(store: ZoneStore, random: Random, name: string): readonly RecordSet[] {
  const zone = zoneOf(store, name);
  if (!zone) return [];
  const keys = new Set([...zone.records.keys(), ...zone.propagations.keys()]);
  return [...keys].flatMap((key) => {
    const record = seen(store, random, zone.propagations.get(key), zone.records.get(key));
    return record?.Name === name ? [record] : [];
  });
}

/** documented: the zone with the longest name that fits answers. */
function zoneOf(store: ZoneStore, name: string): HostedZone | undefined {
  return [...store.zones.values()]
    .filter((zone) => name === zone.name || name.endsWith(`.${zone.name}`))
    .sort((a, b) => b.name.length - a.name.length)[0];
}

function seen(
  { world }: ZoneStore,
  random: Random,
  propagation: Propagation | undefined,
  current: RecordSet | undefined,
): RecordSet | undefined {
  if (!propagation) return current;
  const { before, fromMilliseconds: from, untilMilliseconds: until } = propagation;
  const share = (world.clock.now() - from) / (until - from);
  return share >= 1 || random.chance(share) ? current : before;
}

/** documented: unhealthy records are left out unless all are; primary first; weights decide. */
function choose(
  { health }: ZoneStore,
  random: Random,
  records: readonly RecordSet[],
): RecordSet | undefined {
  const healthy = records.filter(
    ({ HealthCheckId: id }) => id === undefined || health.isHealthy(id),
  );
  const candidates = healthy.length > 0 ? healthy : records;
  const primary = candidates.find(({ Failover }) => Failover === 'PRIMARY');
  if (primary || candidates.length < 2) return primary ?? candidates[0];
  const weights = candidates.map(({ Weight }) => Weight ?? 0);
  let draw = random.next() * weights.reduce((total, weight) => total + weight, 0);
  return candidates.find((_, index) => (draw -= weights[index] ?? 0) < 0) ?? candidates[0];
}

function answerOf(record: RecordSet): DnsAnswer {
  const { AliasTarget: alias } = record;
  if (!alias) return { values: valuesOf(record), ttlSeconds: record.TTL ?? 0 };
  return { values: [], aliasOf: normalizedName(alias.DNSName), ttlSeconds: ALIAS_TTL_SECONDS };
}
