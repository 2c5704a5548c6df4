import { changesUserResource, isRead, type CallEntry } from '@understudy/aws-simulator';
import type { TimelineEntry } from '@understudy/leases';

export type RequestKind =
  | 'change'
  | 'read'
  | 'read in a look of the window'
  | 'read in a poll'
  | 'read after the commit'
  | 'read asked a second time'
  | 'table write'
  | 'table read'
  | 'checkpoint'
  | 'other';

/** Requests by kind, and by name within it. */
export type RequestCounts = Readonly<Record<RequestKind, Readonly<Record<string, number>>>>;

const KINDS: readonly RequestKind[] = [
  'change',
  'read',
  'read in a look of the window',
  'read in a poll',
  'read after the commit',
  'read asked a second time',
  'table write',
  'table read',
  'checkpoint',
  'other',
];

/**
 * The requests of one execution. A read belongs to the step in whose time (as the timeline tells
 * it) it was sent; between the steps only polls ask. The window's looks are repeated looks too and
 * are counted apart; so are the closing's after the commit, and the hedges of slow reads.
 */
export function countRequests(
  calls: readonly CallEntry[],
  timeline: readonly TimelineEntry[],
): RequestCounts {
  const counts = Object.fromEntries(KINDS.map((kind) => [kind, {}])) as Record<
    RequestKind,
    Record<string, number>
  >;
  for (const entry of calls) {
    const name = `${entry.call.service}:${entry.call.operation}`;
    const ofKind =
      counts[isHedge(entry, calls) ? 'read asked a second time' : kindOf(entry, timeline)];
    ofKind[name] = (ofKind[name] ?? 0) + 1;
  }
  return counts;
}

export function totalOf(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

/** `ec2:StopInstances 1, …`: the most frequent first. */
export function listOf(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .sort(([, one], [, other]) => other - one)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
}

function kindOf(entry: CallEntry, timeline: readonly TimelineEntry[]): RequestKind {
  const { call } = entry;
  if (changesUserResource(call)) return 'change';
  if (call.service === 'dynamodb')
    return isTableRead(call.operation) ? 'table read' : 'table write';
  if (call.operation === 'CheckpointDurableExecution') return 'checkpoint';
  const isDryRun = Reflect.get(call.input ?? {}, 'DryRun') === true;
  if (!isRead(call) && !isDryRun) return 'other';
  // Whether the standby may be started is asked after the look was told.
  if (isDryRun || call.operation === 'DescribeVolumes') return 'read';
  return readKind(entry.sentAt, timeline);
}

/** The same was asked before, and not answered yet: who asks is one execution. */
function isHedge({ call, sentAt }: CallEntry, calls: readonly CallEntry[]): boolean {
  if (!isRead(call)) return false;
  const { service, operation } = call;
  const input = JSON.stringify(call.input);
  return calls.some(
    (other) =>
      other.sentAt < sentAt &&
      other.at > sentAt &&
      other.call.operation === operation &&
      other.call.service === service &&
      JSON.stringify(other.call.input) === input,
  );
}

function isTableRead(operation: string): boolean {
  return operation === 'GetItem' || operation === 'Query';
}

const POLL_STEP = /(\.|^)(fenced-\d+|running|healthy|drain)$/;
const WINDOW_LOOK = /^look-(?!1$)\d+$/;

function readKind(at: number, timeline: readonly TimelineEntry[]): RequestKind {
  const committed = timeline.find(({ step: name }) => name === 'commit');
  if (committed && at > committed.atMilliseconds + MILLISECOND) return 'read after the commit';
  const step = timeline.find(
    ({ atMilliseconds, durationMilliseconds = 0, step: name }) =>
      !POLL_STEP.test(name) &&
      at >= atMilliseconds - durationMilliseconds &&
      at <= atMilliseconds + MILLISECOND,
  );
  if (!step) return 'read in a poll';
  return WINDOW_LOOK.test(step.step) ? 'read in a look of the window' : 'read';
}

/** The functions' clock counts whole milliseconds; the log of effects does not. */
const MILLISECOND = 1;
