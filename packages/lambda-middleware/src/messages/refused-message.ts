import { DEPTH_MAX } from './bounds.ts';

/**
 * Longer payloads are cut: the reason matters more. At most three bytes each, quoted once more, so
 * that it stays below the 256 KB of a queue's message.
 */
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
  const { source, expected, found, event } = refused;
  const text = JSON.stringify(shallow(event, DEPTH_MAX)) ?? 'undefined';
  const message = text.slice(0, KEPT_CHARACTERS_MAX);
  return JSON.stringify({ source, expected, found, message }).replace(NOT_FOR_QUEUES, '\uFFFD');
}

/** Cut below a depth: writing JSON recurses, and a hostile payload is deeper than the stack. */
function shallow(value: unknown, levels: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (levels === 0) return '…';
  if (Array.isArray(value)) return value.map((item) => shallow(item, levels - 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, shallow(item, levels - 1)]),
  );
}
