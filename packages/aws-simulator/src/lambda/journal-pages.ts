import { AwsFault } from '../kernel/aws-fault.ts';

/** The most that one answer holds (documented: `MaxItems` of GetDurableExecutionState). */
const OPERATIONS_PER_PAGE_MAX = 1_000;

export interface JournalPage<Operation> {
  readonly Operations: Operation[];
  readonly NextMarker?: string;
}

/** How a journal is handed over: the first page with the invocation, the others when asked for. */
export interface JournalPages {
  page<Operation>(
    operations: readonly Operation[],
    asked?: { readonly Marker?: string | undefined; readonly MaxItems?: number | undefined },
  ): JournalPage<Operation>;
  /** Pages of so many operations from now on; AWS cuts them by size too (believed). */
  limit(operations: number): void;
}

export function createJournalPages(): JournalPages {
  let limit = OPERATIONS_PER_PAGE_MAX;
  return {
    page(operations, { Marker: marker, MaxItems: asked = OPERATIONS_PER_PAGE_MAX } = {}) {
      const from = Number(marker ?? '0');
      if (!Number.isInteger(from) || from < 0 || from > operations.length) {
        throw new AwsFault('InvalidParameterValueException', 400, 'Invalid marker.');
      }
      const until = from + Math.min(limit, asked);
      const Operations = operations.slice(from, until);
      return until < operations.length ? { Operations, NextMarker: String(until) } : { Operations };
    },
    limit: (operations) => {
      limit = operations;
    },
  };
}
