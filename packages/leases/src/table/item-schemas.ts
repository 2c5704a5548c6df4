import * as z from 'zod';

// Keys that a newer version may have added are let through; what we read must be as we wrote it.
const milliseconds = z.number();
const count = z.int().nonnegative();

export const leaseKeySchema = z.union([
  z.templateLiteral(['service#', z.string()]),
  z.templateLiteral(['plan#', z.string()]),
  z.templateLiteral(['guard#', z.string()]),
]);

const roleSchema = z.enum(['primary', 'backup']);

const ownerSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('execution'), executionArn: z.string() }),
  z.object({ kind: z.literal('local'), id: z.string(), person: z.string() }),
]);

const intentSchema = z.object({
  sequence: count,
  phase: z.string(),
  call: z.string(),
  on: z.array(z.string()),
  from: z.string(),
  to: z.string(),
  sendByMilliseconds: milliseconds,
  starts: z.exactOptional(z.string()),
  repeated: z.exactOptional(z.literal(true)),
  token: z.exactOptional(z.string()),
});

const declaredOverSchema = z.object({
  by: z.string(),
  reason: z.string(),
  atMilliseconds: milliseconds,
});

export const leaseItemSchema = z.object({
  term: count,
  turn: count,
  turnDeadlineMilliseconds: milliseconds,
  owner: z.exactOptional(ownerSchema),
  progress: z.exactOptional(z.object({ journaled: count, atMilliseconds: milliseconds })),
  unsettled: z.array(intentSchema),
  lastSequence: count,
  declaredOver: z.exactOptional(declaredOverSchema),
});

const memberSchema = z.object({
  instanceId: z.string(),
  fencedSinceMilliseconds: z.exactOptional(milliseconds),
  suspect: z.exactOptional(
    z.object({ sinceMilliseconds: milliseconds, incident: z.string(), reason: z.string() }),
  ),
  originalSecurityGroups: z.exactOptional(z.array(z.string())),
});

const joinedSchema = z.object({
  atMilliseconds: milliseconds,
  what: z.string(),
  execution: z.string(),
  order: z.exactOptional(z.unknown()),
});

/** What is known of the service. */
export const knownStateSchema = z.object({
  active: roleSchema,
  epoch: count,
  lastChangeAtMilliseconds: milliseconds,
  coolDownUntilMilliseconds: z.exactOptional(milliseconds),
  members: z.object({
    primary: z.exactOptional(memberSchema),
    backup: z.exactOptional(memberSchema),
  }),
});

/** Whose commit made this epoch: a repeated commit finds its own. */
export const committedSchema = z.object({
  committed: z.exactOptional(z.object({ ownerId: z.string(), term: count })),
});

/** What came for the service: there also before its state is known. */
export const incidentPartSchema = z.object({
  openIncident: z.exactOptional(z.string()),
  joined: z.exactOptional(z.record(z.string(), joinedSchema)),
  joinedCount: z.exactOptional(count),
});

export const armingItemSchema = z.object({
  mode: z.enum(['armed', 'rehearse-only', 'off', 'paused']),
  untilMilliseconds: z.exactOptional(milliseconds),
  reason: z.string(),
  by: z.string(),
  atMilliseconds: milliseconds,
});

const answerSchema = z.object({
  verdict: z.enum(['approved', 'refused']),
  by: z.string(),
  comment: z.string(),
  atMilliseconds: milliseconds,
});

const approvalSchema = z.object({
  id: z.string(),
  epoch: count,
  planHash: z.string(),
  askedAtMilliseconds: milliseconds,
  expiresAtMilliseconds: milliseconds,
  question: z.string(),
  group: z.exactOptional(z.string()),
  answer: z.exactOptional(answerSchema),
});

const outcomeSchema = z.object({
  name: z.enum([
    'completed',
    'nothing-to-do',
    'joined',
    'held',
    'asked',
    'refused',
    'put-back',
    'needs-operator',
    'failed',
  ]),
  reason: z.string(),
  sentence: z.string(),
  next: z.exactOptional(z.string()),
});

export const incidentItemSchema = z.object({
  id: z.string(),
  key: leaseKeySchema,
  openedAtMilliseconds: milliseconds,
  closedAtMilliseconds: z.exactOptional(milliseconds),
  trigger: z.string(),
  purpose: z.exactOptional(z.string()),
  executions: z.array(z.string()),
  failures: count,
  decision: z.exactOptional(z.unknown()),
  outcome: z.exactOptional(outcomeSchema),
  approval: z.exactOptional(approvalSchema),
  told: z.exactOptional(z.object({ atMilliseconds: milliseconds, outcome: z.string() })),
});

/** Whose `close` was the last: a repeated one finds its own. */
export const lastCloseSchema = z.object({
  lastClose: z.exactOptional(z.object({ ownerId: z.string(), term: count })),
});

export const timelineItemSchema = z.object({
  atMilliseconds: milliseconds,
  step: z.string(),
  sentence: z.string(),
  durationMilliseconds: z.exactOptional(milliseconds),
  evidence: z.exactOptional(z.unknown()),
});

export const historyItemSchema = z.object({ incidentId: z.string() });

export const directoryItemSchema = z.object({ sk: leaseKeySchema });

export const velocityItemSchema = z.object({
  version: count,
  slots: z.record(z.string(), z.object({ zone: z.string(), atMilliseconds: milliseconds })),
});

const noteSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

export const planItemSchema = z.object({
  incidentId: z.exactOptional(z.string()),
  planHash: z.exactOptional(z.string()),
  steps: z.record(
    z.string(),
    z.object({
      phase: z.enum(['started', 'done', 'failed', 'asked', 'undone']),
      startedAtMilliseconds: milliseconds,
      atMilliseconds: milliseconds,
      sentence: z.string(),
      outputs: z.exactOptional(noteSchema),
      memory: z.exactOptional(noteSchema),
    }),
  ),
  noReturnAtMilliseconds: z.exactOptional(milliseconds),
  aborting: z.exactOptional(
    z.object({ reason: z.string(), sentence: z.string(), atMilliseconds: milliseconds }),
  ),
  terraformState: z.exactOptional(z.object({ lineage: z.string(), serial: count })),
  owed: z.record(
    z.string(),
    z.object({
      region: z.string(),
      epoch: count,
      sinceMilliseconds: milliseconds,
      why: z.string(),
    }),
  ),
});
