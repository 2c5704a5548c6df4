import { TerminalError } from '@understudy/errors';
import { leaseLost } from '../lease-errors.ts';
import type { Approval, Hold } from '../model.ts';
import type { TableAccess } from '../table/table-access.ts';
import { headAt, leaseAt } from '../table/table-keys.ts';
import { mayChangeAs } from './hold-conditions.ts';
import { toLease } from './service-records.ts';

/**
 * A question while the run goes on: other steps need no answer to it. A repeat writes the same; a
 * new question replaces an older one, whose answer then counts for nothing.
 */
export async function askApproval(
  table: TableAccess,
  hold: Hold,
  incidentId: string,
  approval: Approval,
): Promise<void> {
  const { answer: _none, ...question } = approval;
  const answer = await table.transact([
    { key: leaseAt(hold.key), check: mayChangeAs(hold) },
    {
      key: headAt(incidentId),
      change: { set: [['approval', question]] },
      conditions: [{ path: 'pk', present: true }],
    },
  ]);
  if (answer.written) return;
  const [lease] = answer.lost;
  if (lease?.failed) throw leaseLost(hold, toLease(hold.key, lease.found));
  throw new TerminalError(
    'IncidentUnknown',
    `Asking for ${incidentId}: expected an incident of this id, found none. Ask for the open one.`,
    { fields: { incidentId } },
  );
}
