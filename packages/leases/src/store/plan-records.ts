import { TerminalError } from '@understudy/errors';
import { leaseLost } from '../lease-errors.ts';
import { PLAN_STEP_BYTES_MAX } from '../limits.ts';
import type { Hold, LeaseKey, PlanRecord, PlanStepRecord } from '../model.ts';
import type { PlanChange } from '../store.ts';
import type { PlainItem } from '../table/attribute-values.ts';
import { requireSize } from '../table/bounded-data.ts';
import { planItemSchema } from '../table/item-schemas.ts';
import { readItem } from '../table/read-item.ts';
import type { TableAccess, Write } from '../table/table-access.ts';
import { leaseAt, planAt } from '../table/table-keys.ts';
import type { Change, Condition } from '../table/write-expressions.ts';
import { mayChangeAs } from './hold-conditions.ts';
import { toLease } from './service-records.ts';

const NOTHING_YET: PlanRecord = { steps: {}, owed: {} };

export async function readPlan(table: TableAccess, key: LeaseKey): Promise<PlanRecord> {
  return toPlan(key, await table.get(planAt(key)));
}

/** Called by every run that goes on with an incident: the first of them clears what was before. */
export async function beginPlan(
  table: TableAccess,
  hold: Hold,
  { incidentId, planHash }: { readonly incidentId: string; readonly planHash: string },
): Promise<PlanRecord> {
  const before = await readPlan(table, hold.key);
  if (before.incidentId === incidentId) return before;
  const { owed, terraformState } = before;
  const begun: PlanRecord = {
    incidentId,
    planHash,
    steps: {},
    owed,
    ...(terraformState === undefined ? {} : { terraformState }),
  };
  // Nobody else writes it while the lease is held: the lease's condition is enough.
  await writePlan(table, hold, { key: planAt(hold.key), put: { ...begun }, conditions: [] });
  return begun;
}

export async function savePlanStep(
  table: TableAccess,
  hold: Hold,
  step: string,
  record: PlanStepRecord,
): Promise<void> {
  requireSize('the record of a step', record, PLAN_STEP_BYTES_MAX);
  await changePlan(table, hold, { set: [[['steps', step], record]] });
}

export async function savePlan(
  table: TableAccess,
  hold: Hold,
  { owed = {}, ...parts }: PlanChange,
): Promise<PlanRecord> {
  const debts = Object.entries(owed);
  await changePlan(table, hold, {
    set: [
      ...Object.entries(parts),
      ...debts.flatMap(([part, debt]) => (debt === null ? [] : [[['owed', part], debt] as const])),
    ],
    remove: debts.flatMap(([part, debt]) => (debt === null ? [['owed', part]] : [])),
  });
  return readPlan(table, hold.key);
}

async function changePlan(table: TableAccess, hold: Hold, change: Change): Promise<void> {
  const begun: readonly Condition[] = [{ path: 'steps', present: true }];
  const written = await writePlan(table, hold, {
    key: planAt(hold.key),
    change,
    conditions: begun,
  });
  if (written) return;
  throw new TerminalError(
    'PlanNotBegun',
    `Record of ${hold.key}: expected a run that has begun, found none. Begin the plan first.`,
    { fields: { key: hold.key } },
  );
}

/** One transaction: the lease is checked, the record written; a lease that is not ours throws. */
async function writePlan(table: TableAccess, hold: Hold, write: Write): Promise<boolean> {
  const answer = await table.transact([
    { key: leaseAt(hold.key), check: mayChangeAs(hold) },
    write,
  ]);
  if (answer.written) return true;
  const [lease] = answer.lost;
  if (lease?.failed) throw leaseLost(hold, toLease(hold.key, lease.found));
  return false;
}

function toPlan(key: LeaseKey, item: PlainItem | undefined): PlanRecord {
  return item === undefined ? NOTHING_YET : readItem(planItemSchema, planAt(key), item);
}
