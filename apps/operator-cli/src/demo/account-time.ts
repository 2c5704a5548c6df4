import type { EffectEntry, LogEntry } from '@understudy/aws-simulator';

/** A stretch of time that belongs to somebody. */
export interface Part {
  readonly what: string;
  readonly fromMilliseconds: number;
  readonly toMilliseconds: number;
}

export interface TimeAccount {
  /** From the fault until somebody of AWS's said so: an alarm, or an instance's change of state. */
  readonly detectionMilliseconds: number;
  readonly trigger: string;
  /** AWS's own parts, each printed apart. */
  readonly aws: readonly Part[];
  readonly awsMilliseconds: number;
  readonly confirmWindowMilliseconds: number;
  /** From the trigger to served again, less AWS's parts and the confirm window. */
  readonly ownMilliseconds: number;
}

export interface AccountQuestion {
  readonly entries: readonly LogEntry[];
  readonly faultAtMilliseconds: number;
  readonly servedAtMilliseconds: number;
  /** The incident's opening: when it came before any alarm, the reconciler was the first to see. */
  readonly openedAtMilliseconds: number;
  readonly leavingId: string;
  readonly takingId: string;
  readonly targetGroupName: string;
  readonly confirmWindowMilliseconds: number;
}

/** Whose time it was, from the log of effects: AWS's parts are what AWS did, not what we waited. */
export function accountTime(question: AccountQuestion): TimeAccount {
  const { faultAtMilliseconds, servedAtMilliseconds, confirmWindowMilliseconds } = question;
  const effects = question.entries.filter(
    (entry): entry is EffectEntry => entry.kind === 'effect' && entry.at >= faultAtMilliseconds,
  );
  const trigger = triggerOf(effects, question);
  const aws = awsParts(effects, question);
  const awsMilliseconds = aws.reduce(
    (sum, { fromMilliseconds, toMilliseconds }) => sum + toMilliseconds - fromMilliseconds,
    0,
  );
  const whole = servedAtMilliseconds - trigger.atMilliseconds;
  return {
    detectionMilliseconds: trigger.atMilliseconds - faultAtMilliseconds,
    trigger: trigger.what,
    aws,
    awsMilliseconds,
    confirmWindowMilliseconds,
    ownMilliseconds: whole - awsMilliseconds - confirmWindowMilliseconds,
  };
}

function triggerOf(
  effects: readonly EffectEntry[],
  { openedAtMilliseconds, leavingId }: AccountQuestion,
): { readonly what: string; readonly atMilliseconds: number } {
  const alarm = effects.find(({ subject, to }) => subject.startsWith('alarm/') && to === 'ALARM');
  const gone = effects.find(
    ({ subject, to, cause }) =>
      subject === `instance/${leavingId}` &&
      (to === 'stopped' || to === 'terminated') &&
      cause.kind === 'fault',
  );
  const candidates = [
    ...(alarm ? [{ what: `${alarm.subject.slice(6)} in ALARM`, atMilliseconds: alarm.at }] : []),
    ...(gone ? [{ what: `EC2 says ${gone.to}`, atMilliseconds: gone.at }] : []),
    { what: "the reconciler's look", atMilliseconds: openedAtMilliseconds },
  ];
  return candidates.reduce((first, next) =>
    next.atMilliseconds < first.atMilliseconds ? next : first,
  );
}

/** Each part begins where its request took effect, and not before the part before it ended. */
function awsParts(
  effects: readonly EffectEntry[],
  { leavingId, takingId, targetGroupName, servedAtMilliseconds }: AccountQuestion,
): readonly Part[] {
  const at = (subject: string, to: string): number | undefined =>
    effects.find((effect) => effect.subject === subject && effect.to === to)?.at;
  const leaving = `instance/${leavingId}`;
  const taking = `instance/${takingId}`;
  const target = `target/${targetGroupName}/${takingId}`;
  const spans = [
    ['stop of the old side', at(leaving, 'stopping'), at(leaving, 'stopped')],
    ['start of the new side', at(taking, 'pending'), at(taking, 'running')],
    ['start of its application', at(taking, 'running'), at(`${taking}/application`, 'ok')],
    ['its first health checks', at(target, 'initial'), at(target, 'healthy')],
  ] as const;
  const parts: Part[] = [];
  let end = 0;
  for (const [what, from, to] of spans) {
    if (from === undefined || to === undefined) continue;
    const fromMilliseconds = Math.max(from, end);
    const toMilliseconds = Math.min(to, servedAtMilliseconds);
    if (toMilliseconds <= fromMilliseconds) continue;
    parts.push({ what, fromMilliseconds, toMilliseconds });
    end = toMilliseconds;
  }
  return parts;
}
