import type { ResourceRecordSet, RRType } from '@aws-sdk/client-route-53';

export type RecordSet = ResourceRecordSet & { readonly Name: string; readonly Type: RRType };

/** documented: names are without regard to case, and end with a dot whether or not it was given. */
export function normalizedName(name: string | undefined): string {
  const lower = (name ?? '').toLowerCase().replace(/^\*/, '\\052');
  return lower.endsWith('.') ? lower : `${lower}.`;
}

/** What tells two record sets of a zone apart. */
export function recordKey(record: ResourceRecordSet): string {
  return [normalizedName(record.Name), record.Type, record.SetIdentifier ?? ''].join('|');
}

export function valuesOf(record: ResourceRecordSet): readonly string[] {
  if (record.AliasTarget) return [`ALIAS ${normalizedName(record.AliasTarget.DNSName)}`];
  return (record.ResourceRecords ?? []).map(({ Value }) => Value ?? '');
}

/** For the log: what a record set answers, in one line. */
export function textOf(record: ResourceRecordSet | undefined): string {
  return record ? valuesOf(record).join(' ') : 'absent';
}

/** Whether two record sets answer the same for as long. */
export function sameRecord(left: ResourceRecordSet, right: ResourceRecordSet): boolean {
  return (
    left.TTL === right.TTL &&
    [...valuesOf(left)].sort().join() === [...valuesOf(right)].sort().join()
  );
}

/** documented: lists are in the order of the names' labels, from the last to the first. */
export function byName(left: ResourceRecordSet, right: ResourceRecordSet): number {
  return compare(sortKey(left), sortKey(right));
}

export function sortKey(record: ResourceRecordSet): string {
  const labels = normalizedName(record.Name).split('.').reverse().join('.');
  return [labels, record.Type ?? '', record.SetIdentifier ?? ''].join('\u0001');
}

export function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
