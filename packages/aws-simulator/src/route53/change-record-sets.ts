import type {
  Change,
  ChangeResourceRecordSetsRequest,
  ChangeResourceRecordSetsResponse,
  ResourceRecordSet,
} from '@aws-sdk/client-route-53';

import { AwsFault } from '../kernel/aws-fault.ts';
import type { ApiCall } from '../kernel/world.ts';
import { existingZone, type HostedZone, type ZoneStore } from './hosted-zone.ts';
import { normalizedName, recordKey, sameRecord, textOf, type RecordSet } from './record-set.ts';
import { beginChange, changeInfo } from './zone-changes.ts';

/** documented: the record sets of one request. */
const CHANGES_MAX = 1_000;

/** All changes of a batch or none; later ones see what earlier ones did. */
export function changeResourceRecordSets(
  store: ZoneStore,
  input: ChangeResourceRecordSetsRequest,
  call: ApiCall,
): ChangeResourceRecordSetsResponse {
  const zone = existingZone(store, input.HostedZoneId);
  const changes = input.ChangeBatch?.Changes ?? [];
  if (changes.length === 0 || changes.length > CHANGES_MAX) {
    throw invalidBatch([`A batch holds 1 to ${CHANGES_MAX} changes, not ${changes.length}`]);
  }
  const after = new Map(zone.records);
  const problems = changes.flatMap((change) => applyChange(zone, after, change) ?? []);
  if (problems.length > 0) throw invalidBatch(problems);
  const change = beginChange(store);
  publish(store, zone, after, { ...call, inSyncAt: change.inSyncAt });
  return { ChangeInfo: changeInfo(store, change, input.ChangeBatch?.Comment) };
}

/** What is wrong with the change, or nothing when it was applied. */
function applyChange(
  zone: HostedZone,
  records: Map<string, RecordSet>,
  { Action: action, ResourceRecordSet: given }: Change,
): string | undefined {
  const record = normalized(given);
  if (!record) return 'A change needs a record set with a name and a type';
  const key = recordKey(record);
  const known = records.get(key);
  const label = `resource record set [name='${record.Name}', type='${record.Type}']`;
  const problem = misplaced(zone, record) ?? malformed(record, label);
  if (problem !== undefined) return problem;
  if (action === 'DELETE') {
    if (!known) return `Tried to delete ${label} but it was not found`;
    if (!sameRecord(known, record)) {
      return `Tried to delete ${label} but the values provided do not match the current values`;
    }
    records.delete(key);
    return undefined;
  }
  if (action === 'CREATE' && known) return `Tried to create ${label} but it already exists`;
  const clash = conflict(zone, records, record);
  if (clash !== undefined) return clash;
  records.set(key, record);
  return undefined;
}

function normalized(given: ResourceRecordSet | undefined): RecordSet | undefined {
  if (!given?.Name || !given.Type) return undefined;
  return { ...structuredClone(given), Name: normalizedName(given.Name), Type: given.Type };
}

function misplaced(zone: HostedZone, record: RecordSet): string | undefined {
  const isInside = record.Name === zone.name || record.Name.endsWith(`.${zone.name}`);
  return isInside
    ? undefined
    : `RRSet with DNS name ${record.Name} is not permitted in zone ${zone.name}`;
}

/** documented: an alias has no TTL and no values of its own; all others have both. */
function malformed(record: RecordSet, label: string): string | undefined {
  const hasValues = (record.ResourceRecords ?? []).length > 0;
  if (record.AliasTarget) {
    return record.TTL === undefined && !hasValues
      ? undefined
      : `Invalid request: an alias target cannot have a TTL or records in ${label}`;
  }
  return record.TTL !== undefined && hasValues
    ? undefined
    : `Invalid request: expected a TTL and records, or an alias target, in ${label}`;
}

/** documented: nothing else may have the name of a CNAME, and a zone's own name cannot be one. */
function conflict(
  zone: HostedZone,
  records: ReadonlyMap<string, RecordSet>,
  record: RecordSet,
): string | undefined {
  const others = [...records.values()].filter(
    ({ Name, Type }) => Name === record.Name && Type !== record.Type,
  );
  const clashes =
    others.some(({ Type }) => Type === 'CNAME') || (record.Type === 'CNAME' && others.length > 0);
  if (!clashes) return undefined;
  return (
    `RRSet of type ${record.Type} with DNS name ${record.Name} is not permitted as it conflicts ` +
    `with other records with the same DNS name in zone ${zone.name}`
  );
}

function publish(
  { world }: ZoneStore,
  zone: HostedZone,
  after: ReadonlyMap<string, RecordSet>,
  { cause, requestId, inSyncAt }: Pick<ApiCall, 'cause' | 'requestId'> & { inSyncAt: number },
): void {
  const now = world.clock.now();
  const before = zone.records;
  zone.records = after;
  for (const key of new Set([...before.keys(), ...after.keys()])) {
    const [old, current] = [before.get(key), after.get(key)];
    if (old === current) continue;
    zone.propagations.set(key, { before: old, fromMilliseconds: now, untilMilliseconds: inSyncAt });
    const [name, type] = key.split('|');
    world.log.append({
      kind: 'effect',
      at: now,
      subject: `record/${String(name)}/${String(type)}`,
      from: textOf(old),
      to: textOf(current),
      cause,
      requestId,
    });
  }
}

function invalidBatch(problems: readonly string[]): AwsFault {
  const message = `[${problems.join(', ')}]`;
  return new AwsFault('InvalidChangeBatch', 400, message, { messages: problems });
}
