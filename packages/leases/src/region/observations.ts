import { CONTENTION_TRIES_MAX } from '../limits.ts';
import { boundedText } from '../table/bounded-data.ts';
import { readItem } from '../table/read-item.ts';
import { contended } from '../table/store-errors.ts';
import type { ItemKey, TableAccess } from '../table/table-access.ts';
import type { Condition } from '../table/write-expressions.ts';
import { withLook } from './observation-rules.ts';
import type { Observation, RegionLook, SensorReading } from './region-model.ts';
import { observationItemSchema, SENSORS_MAX } from './region-schemas.ts';

/** Words of one reading: 40 looks of 16 sensors stay far below an item's 400 KB. */
const WORDS_BYTES_MAX = 512;

/** What each observer of a plan has seen; one damaged item does not hide the others'. */
export async function readObservations(
  table: TableAccess,
  plan: string,
): Promise<readonly Observation[]> {
  const items = await table.query({ pk: observationsOf(plan) });
  return items.flatMap((item) => {
    const parsed = observationItemSchema.safeParse(item);
    if (!parsed.success) return [];
    const { newestAtMilliseconds: _newest, ...observation } = parsed.data;
    return [observation];
  });
}

/** Adds a look to an observer's item; one that is older than the newest changes nothing. */
export async function addLook(
  table: TableAccess,
  from: Omit<Observation, 'looks'>,
  look: RegionLook,
): Promise<Observation> {
  const at: ItemKey = { pk: observationsOf(from.plan), sk: from.observer };
  for (let attempt = 0; attempt < CONTENTION_TRIES_MAX; attempt++) {
    const item = await table.get(at);
    const known = item && readItem(observationItemSchema, at, item);
    // Another region observes under this name now: what the former one saw is not its sight.
    const before = known?.region === from.region ? known.looks : [];
    const looks = withLook(before, boundedLook(look));
    if (looks === undefined) return { ...from, looks: before };
    const asRead: Condition = known
      ? { path: 'newestAtMilliseconds', equals: known.newestAtMilliseconds }
      : { path: 'newestAtMilliseconds', present: false };
    const parts = { ...from, looks, newestAtMilliseconds: look.atMilliseconds };
    const answer = await table.update(at, { set: Object.entries(parts) }, [asRead]);
    if (answer.written) return { ...from, looks };
    await table.pause(attempt, `${from.observer} ${look.atMilliseconds}`);
  }
  throw contended('addLook', table.name, CONTENTION_TRIES_MAX);
}

function observationsOf(plan: string): string {
  return `observation#${plan}`;
}

function boundedLook(look: RegionLook): RegionLook {
  return {
    atMilliseconds: look.atMilliseconds,
    control: boundedReading(look.control),
    sensors: look.sensors.slice(0, SENSORS_MAX).map(boundedReading),
  };
}

function boundedReading(reading: SensorReading): SensorReading {
  return { ...reading, words: boundedText(reading.words, WORDS_BYTES_MAX) };
}
