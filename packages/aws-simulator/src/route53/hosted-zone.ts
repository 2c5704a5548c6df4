import { AwsFault } from '../kernel/aws-fault.ts';
import type { World } from '../kernel/world.ts';
import type { HealthChecks } from './health-checks.ts';
import { normalizedName, recordKey, type RecordSet } from './record-set.ts';

/** A record set as it was, and as it becomes on all servers in the time of a change. */
export interface Propagation {
  readonly before: RecordSet | undefined;
  readonly fromMilliseconds: number;
  readonly untilMilliseconds: number;
}

export interface HostedZone {
  /** Without `/hostedzone/`. */
  readonly id: string;
  readonly name: string;
  readonly comment: string;
  readonly isPrivate: boolean;
  readonly callerReference: string;
  records: ReadonlyMap<string, RecordSet>;
  readonly propagations: Map<string, Propagation>;
}

export interface ZoneChange {
  readonly id: string;
  readonly submittedAt: number;
  readonly inSyncAt: number;
}

/** Everything that the operations of Route 53 share. It is global: one for the whole world. */
export interface ZoneStore {
  readonly world: World;
  readonly zones: Map<string, HostedZone>;
  readonly changes: Map<string, ZoneChange>;
  readonly health: HealthChecks;
}

/** believed: TTLs of the records that every zone is born with. */
const NS_TTL_SECONDS = 172_800;
const SOA_TTL_SECONDS = 900;

const NAME_SERVERS: readonly string[] = [
  'ns-1.awsdns-01.com.',
  'ns-2.awsdns-02.net.',
  'ns-3.awsdns-03.org.',
  'ns-4.awsdns-04.co.uk.',
];

export function addZone(
  { world, zones }: ZoneStore,
  options: {
    name: string;
    isPrivate?: boolean;
    comment?: string;
    callerReference?: string;
    id?: string;
  },
): HostedZone {
  const name = normalizedName(options.name);
  const id = options.id ?? `Z${world.random.hex(20).toUpperCase()}`;
  const records: RecordSet[] = [
    {
      Name: name,
      Type: 'NS',
      TTL: NS_TTL_SECONDS,
      ResourceRecords: NAME_SERVERS.map((Value) => ({ Value })),
    },
    {
      Name: name,
      Type: 'SOA',
      TTL: SOA_TTL_SECONDS,
      ResourceRecords: [
        { Value: `${NAME_SERVERS[0]} awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400` },
      ],
    },
  ];
  const zone: HostedZone = {
    id,
    name,
    comment: options.comment ?? '',
    isPrivate: options.isPrivate === true,
    callerReference: options.callerReference ?? id,
    records: new Map(records.map((record) => [recordKey(record), record])),
    propagations: new Map(),
  };
  zones.set(id, zone);
  return zone;
}

export function plainId(id: string | undefined): string {
  return (id ?? '').split('/').pop() ?? '';
}

export function existingZone(store: ZoneStore, id: string | undefined): HostedZone {
  const zone = store.zones.get(plainId(id));
  if (!zone) {
    throw new AwsFault('NoSuchHostedZone', 404, `No hosted zone found with ID: ${plainId(id)}`);
  }
  return zone;
}
