import type { Plan } from '@understudy/dr-orchestrator';
import type { PlanRecord } from '@understudy/leases';

import type { Report, Times } from '../report/report-model.ts';

/** The document's own words: its total, from the alarm on. */
const DOCUMENT_MINUTES = [20, 35] as const;

/** The plan's objective, and what the document promised for the same. */
export function timesOfPlan({ objectives }: Plan, taken: number): Times {
  const [from, to] = DOCUMENT_MINUTES.map((minutes) => minutes * 60_000);
  return {
    taken,
    target: objectives.rtoMinutes * 60_000,
    compared: { words: "the document's estimate", from: from ?? 0, to: to ?? 0 },
  };
}

/** What a reader of a recovery's report must not miss. */
export function noticesOfPlan({ acceptedRisk }: Plan, { owed }: PlanRecord): Report['notices'] {
  return [
    ...(acceptedRisk === undefined ? [] : [`Accepted risk: ${acceptedRisk}`]),
    ...Object.entries(owed).map(
      ([part, { region, why }]) => `The fence is owed in part: ${part} in ${region}. ${why}`,
    ),
  ];
}
