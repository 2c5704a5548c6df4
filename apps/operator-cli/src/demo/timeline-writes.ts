import type { SimulatedRegion } from '@understudy/aws-simulator';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** An attribute as plain data; the kinds that the table's items use. */
export function plainOf(attribute: AttributeValue | undefined): unknown {
  if (attribute?.S !== undefined) return attribute.S;
  if (attribute?.N !== undefined) return Number(attribute.N);
  if (attribute?.BOOL !== undefined) return attribute.BOOL;
  if (attribute?.L !== undefined) return attribute.L.map(plainOf);
  if (attribute?.M !== undefined) return plainItem(attribute.M);
  return undefined;
}

export function plainItem(
  item: Readonly<Record<string, AttributeValue>>,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, plainOf(value)]));
}

/** A timeline entry or an incident's head as it is written, seen without asking the world. */
export type TableNews =
  | {
      readonly kind: 'timeline';
      readonly incidentId: string;
      readonly atMilliseconds: number;
      readonly step: string;
      readonly sentence: string;
      readonly durationMilliseconds: number;
      readonly evidence: unknown;
    }
  | { readonly kind: 'head'; readonly head: Readonly<Record<string, unknown>> };

/** Tells what the functions write to the table, as they write it; returns how to stop. */
export function watchTable(
  region: SimulatedRegion,
  tableName: string,
  tell: (news: TableNews) => void,
): () => void {
  return region.dynamodb.subscribe((name, { after }) => {
    if (name !== tableName || !after) return;
    const item = plainItem(after);
    const pk = String(item['pk']);
    if (!pk.startsWith('incident#')) return;
    if (item['sk'] === 'head') return tell({ kind: 'head', head: item });
    tell({
      kind: 'timeline',
      incidentId: pk.slice('incident#'.length),
      atMilliseconds: Number(item['atMilliseconds']),
      step: String(item['step']),
      sentence: String(item['sentence']),
      durationMilliseconds: Number(item['durationMilliseconds'] ?? 0),
      evidence: item['evidence'],
    });
  });
}
