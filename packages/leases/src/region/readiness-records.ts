import { boundedText } from '../table/bounded-data.ts';
import type { TableAccess } from '../table/table-access.ts';
import { readinessOf } from '../table/table-keys.ts';
import type { ReadinessRecord } from './region-model.ts';
import { FINDINGS_MAX, readinessItemSchema } from './region-schemas.ts';

/** Words of one finding. */
const WORDS_BYTES_MAX = 1_024;

/** What each region last found; one damaged item does not hide the others'. */
export async function readReadiness(
  table: TableAccess,
  plan: string,
): Promise<readonly ReadinessRecord[]> {
  const items = await table.query({ pk: readinessOf(plan) });
  return items.flatMap((item) => {
    const parsed = readinessItemSchema.safeParse(item);
    return parsed.success ? [parsed.data] : [];
  });
}

/** The newest look of a region replaces the one before it. */
export async function saveReadiness(
  table: TableAccess,
  plan: string,
  record: ReadinessRecord,
): Promise<void> {
  const findings = record.findings.slice(0, FINDINGS_MAX).map((one) => ({
    ...one,
    what: boundedText(one.what, WORDS_BYTES_MAX),
    why: boundedText(one.why, WORDS_BYTES_MAX),
    found: boundedText(one.found, WORDS_BYTES_MAX),
    ...(one.repair === undefined ? {} : { repair: boundedText(one.repair, WORDS_BYTES_MAX) }),
  }));
  const sentence = boundedText(record.sentence, WORDS_BYTES_MAX);
  await table.put({ pk: readinessOf(plan), sk: record.region }, { ...record, sentence, findings });
}
