import { DEPTH_MAX } from '../triggers/bounds.ts';

/** Longer payloads are cut: the reason matters more, and a queue takes 256 KB. */
const KEPT_CHARACTERS_MAX = 60_000;

/** Two characters that JSON leaves as they are and that SQS does not take. */
const NOT_FOR_QUEUES = /[\uFFFE\uFFFF]/g;

/** What the refused queue keeps of a message: why, and what came, however strange it is. */
export function refusedMessage(refused: {
  readonly source: string;
  readonly expected: string;
  readonly found: string;
  readonly event: unknown;
}): string {
  const { event, ...reason } = refused;
  const text = JSON.stringify(cut(event, DEPTH_MAX)) ?? 'undefined';
  const message = text.slice(0, KEPT_CHARACTERS_MAX);
  return JSON.stringify({ ...reason, message }).replace(NOT_FOR_QUEUES, '\uFFFD');
}

/** Writing JSON recurses: below a depth there is only a mark. */
function cut(value: unknown, levels: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (levels === 0) return '…';
  if (Array.isArray(value)) return value.map((item) => cut(item, levels - 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, cut(item, levels - 1)]),
  );
}
