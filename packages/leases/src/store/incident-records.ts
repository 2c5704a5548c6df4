import { TerminalError } from '@understudy/errors';
import { SENTENCE_BYTES_MAX, TIMELINE_ENTRY_BYTES_MAX } from '../limits.ts';
import type { Incident, LeaseKey, TimelineEntry } from '../model.ts';
import { boundedData, boundedText } from '../table/bounded-data.ts';
import { digestOf } from '../table/digest.ts';
import {
  historyItemSchema,
  incidentItemSchema,
  timelineItemSchema,
} from '../table/item-schemas.ts';
import { readItem } from '../table/read-item.ts';
import type { TableAccess } from '../table/table-access.ts';
import { headAt, historyOf, TIMELINE_FROM, TIMELINE_TO, timelineAt } from '../table/table-keys.ts';
import { expiryAfter } from './expiry.ts';
import { listKeys } from './service-records.ts';

/** The evidence's share of an entry; the sentence and the names have the rest. */
const EVIDENCE_BYTES_MAX = TIMELINE_ENTRY_BYTES_MAX - SENTENCE_BYTES_MAX - 1_024;

/** The longest name of a step that is kept, in bytes. */
const STEP_BYTES_MAX = 256;

export async function readIncident(table: TableAccess, id: string): Promise<Incident | undefined> {
  const item = await table.get(headAt(id));
  return item && readItem(incidentItemSchema, headAt(id), item);
}

/** The newest incidents first, of one service or of all. */
export async function listIncidents(
  table: TableAccess,
  { key, limit }: { readonly key?: LeaseKey; readonly limit: number },
): Promise<readonly Incident[]> {
  const keys = key === undefined ? await listKeys(table) : [key];
  const incidents: Incident[] = [];
  for (const one of keys) {
    const pk = historyOf(one);
    const items = await table.query({ pk, newestFirst: true, limit });
    const found = await Promise.all(
      items.map((item) => {
        const sk = String(item['sk']);
        return readIncident(table, readItem(historyItemSchema, { pk, sk }, item).incidentId);
      }),
    );
    incidents.push(...found.filter((incident) => incident !== undefined));
  }
  return incidents.sort((a, b) => b.openedAtMilliseconds - a.openedAtMilliseconds).slice(0, limit);
}

/** Adds entries. Their keys are made of what they say: the same ones again change nothing. */
export async function appendTimeline(
  table: TableAccess,
  incidentId: string,
  entries: readonly TimelineEntry[],
): Promise<void> {
  for (const [index, entry] of entries.entries()) {
    const item = boundedEntry(entry);
    const { atMilliseconds } = entry;
    const key = timelineAt(incidentId, { atMilliseconds, index, digest: digestOf(item) });
    await table.put(key, { ...item, ...expiryAfter(atMilliseconds) });
  }
}

export async function readTimeline(
  table: TableAccess,
  incidentId: string,
): Promise<readonly TimelineEntry[]> {
  const { pk } = headAt(incidentId);
  const items = await table.query({ pk, from: TIMELINE_FROM, to: TIMELINE_TO });
  return items.map((item) => readItem(timelineItemSchema, { pk, sk: String(item['sk']) }, item));
}

function boundedEntry(entry: TimelineEntry): TimelineEntry {
  const { evidence, ...rest } = entry;
  return {
    ...rest,
    step: boundedText(entry.step, STEP_BYTES_MAX),
    sentence: boundedText(entry.sentence, SENTENCE_BYTES_MAX),
    ...(evidence === undefined ? {} : { evidence: boundedData(evidence, EVIDENCE_BYTES_MAX) }),
  };
}

export function incidentMissing(id: string): TerminalError {
  return new TerminalError(
    'IncidentUnknown',
    `Expected an incident ${id}, found none in this region's table. List the incidents.`,
    { fields: { incident: id } },
  );
}
