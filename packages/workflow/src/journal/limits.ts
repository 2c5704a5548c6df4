import type { OperationUpdate } from '@aws/durable-execution-sdk-js';
import { refuse, type Execution, type JournalRefusal } from './execution.ts';

/** Operations of one execution (believed: the SDK's own comments speak of ten times as many). */
export const OPERATIONS_MAX = 3_000;

/** One result or payload: 256 KB (documented; the SDK replays larger contexts instead). */
export const PAYLOAD_BYTES_MAX = 256 * 1_024;

/** One error object: 32 KB (from the vendor's own test runner). */
export const ERROR_BYTES_MAX = 32 * 1_024;

/** The first limit that the request breaks, as the service would put it. */
export function exceededLimit(
  execution: Execution,
  updates: readonly OperationUpdate[],
): JournalRefusal | undefined {
  for (const update of updates) {
    // The result of the execution itself may be as large as the checkpoint request.
    if (update.Type !== 'EXECUTION' && byteLength(update.Payload) > PAYLOAD_BYTES_MAX) {
      return refuse(
        `${update.Type} output payload size must be less than or equal to ${PAYLOAD_BYTES_MAX} bytes.`,
      ).refusal;
    }
    if (update.Error && byteLength(JSON.stringify(update.Error)) > ERROR_BYTES_MAX) {
      return refuse(`Error object size must be less than ${ERROR_BYTES_MAX} bytes.`).refusal;
    }
  }
  const made = updates.filter(({ Id }) => Id !== undefined && !execution.operations.has(Id));
  const total = execution.operations.size + new Set(made.map(({ Id }) => Id)).size;
  if (total <= OPERATIONS_MAX) return undefined;
  return refuse(`Durable execution exceeded the maximum of ${OPERATIONS_MAX} operations.`).refusal;
}

function byteLength(text: string | undefined): number {
  return text === undefined ? 0 : Buffer.byteLength(text, 'utf8');
}
