import * as z from 'zod';

/** Bounds of what comes from outside: far above what AWS sends, far below what would hurt. */
const TEXT_MAX = 1_000;
const REASON_MAX = 500;

const Text = z.string().max(TEXT_MAX);

/** Why a recovery is looked at: what was understood of a message, and nothing of our own state. */
export const Trigger = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('alarm'),
    alarmName: Text,
    alarmArn: Text,
    reason: Text,
    changedAtMilliseconds: z.number(),
  }),
  /** `{}`: somebody, or something, says that the region is lost. Judged like an alarm. */
  z.strictObject({ kind: z.literal('request'), atMilliseconds: z.number(), messageId: Text }),
  /** The region observer saw it, or found a run that nobody goes on with. */
  z.strictObject({
    kind: z.literal('observer'),
    why: z.enum(['suspicion', 'outage', 'doubt', 'unfinished', 'answered']),
    sentence: Text,
    atMilliseconds: z.number(),
  }),
  z.strictObject({
    kind: z.literal('order'),
    order: z.enum(['run', 'approve', 'abort', 'prepare']),
    by: z.string().min(1).max(128),
    reason: z.string().max(REASON_MAX),
    /** Goes on where a graceful run asks or refuses; needs a reason. */
    force: z.boolean(),
    /** The epoch that the person saw: an order for an older one is refused. */
    expectedEpoch: z.int().min(0).optional(),
    atMilliseconds: z.number(),
    messageId: Text,
  }),
]);
export type Trigger = z.infer<typeof Trigger>;
export type OrderTrigger = Extract<Trigger, { kind: 'order' }>;

/** In one sentence, for the incident. */
export function describeTrigger(trigger: Trigger): string {
  switch (trigger.kind) {
    case 'alarm':
      return `Alarm ${trigger.alarmName}: ${trigger.reason}`.slice(0, TEXT_MAX);
    case 'request':
      return 'A direct invocation';
    case 'observer':
      return trigger.sentence;
    case 'order':
      return `${trigger.by} ordered ${trigger.force ? 'a forced ' : ''}${trigger.order}: ${trigger.reason}`;
  }
}
