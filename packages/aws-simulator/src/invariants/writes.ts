import type { CallEntry, LogEntry } from '../kernel/effect-log.ts';
import type { Cause, ServiceName } from '../kernel/world.ts';

/** How AWS names what only reads. */
const READ_NAME =
  /^(Describe|Get|List|Head|BatchGet|TransactGet|Query|Scan|Receive|Search|Simulate|Test)/;

/** What changes nothing of the user's: Understudy's own table, journal, messages and metrics. */
const OWN_OPERATIONS: Readonly<Partial<Record<ServiceName, RegExp>>> = {
  lambda: /^(Invoke|CheckpointDurableExecution|SendDurableExecutionCallback|StopDurableExecution)/,
  sns: /^Publish/,
  sqs: /^(Send|Delete|Change)Message/,
  monitoring: /^PutMetricData$/,
  events: /^PutEvents$/,
  logs: /^(Put|Create)Log/,
  sts: /^Assume/,
  // The runner as a task: what it changes, it changes by calls of its own.
  ecs: /^(Run|Stop)Task$/,
};

/** [design, section 6] */
const OWN_TABLE = /(^|\/)understudy-/;

export function isRead(call: Pick<CallEntry['call'], 'operation'>): boolean {
  return READ_NAME.test(call.operation);
}

/**
 * Objects of Understudy's own in a bucket of the user's: what lies beneath its prefix, and the lock
 * of Terraform's state, which a plan takes as well. The state itself is the user's, and so is the
 * object that shifts traffic.
 */
const OWN_OBJECT = /^understudy\/|\.tflock$/;

/** Whether a call asks for a change of a resource of the user's. A dry run asks for none. */
export function changesUserResource(call: CallEntry['call']): boolean {
  if (isRead(call) || isDryRun(call.input)) return false;
  if (call.service === 'dynamodb') return !OWN_TABLE.test(tableOf(call.input));
  if (call.service === 's3') return !isOwnObjectsOnly(call.input);
  return !OWN_OPERATIONS[call.service]?.test(call.operation);
}

/**
 * The calls that asked for a change of a user's resource, whether or not it came about: a
 * rehearsal must leave this empty.
 */
export function writesOf(
  entries: readonly LogEntry[],
  isAsked: (cause: Cause) => boolean = () => true,
): readonly CallEntry[] {
  return entries.filter(
    (entry): entry is CallEntry =>
      entry.kind === 'call' && isAsked(entry.call.cause) && changesUserResource(entry.call),
  );
}

function isDryRun(input: unknown): boolean {
  return typeof input === 'object' && input !== null && 'DryRun' in input && input.DryRun === true;
}

/** A transaction names its tables inside; all of ours go to one. */
function tableOf(input: unknown): string {
  const found = /"TableName":"([^"]+)"/.exec(JSON.stringify(input));
  return found?.[1] ?? '';
}

/** Every object that the call names; one that names none is about a bucket, which is the user's. */
function isOwnObjectsOnly(input: unknown): boolean {
  const { Key: key, Delete: deletion } = (input ?? {}) as {
    readonly Key?: string;
    readonly Delete?: { readonly Objects?: readonly { readonly Key?: string }[] };
  };
  const listed = deletion?.Objects ?? [];
  const keys = key === undefined ? listed.map(({ Key = '' }) => Key) : [key];
  return keys.length > 0 && keys.every((each) => OWN_OBJECT.test(each));
}
