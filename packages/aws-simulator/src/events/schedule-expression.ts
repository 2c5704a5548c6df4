import { AwsFault } from '../kernel/aws-fault.ts';

const UNIT_MS: Readonly<Record<string, number>> = {
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
};

const MINUTE_MS = 60_000;

/** How far ahead a cron expression's next time is looked for: a day holds every hour and minute. */
const CRON_MINUTES_MAX = 24 * 60;

/** When a schedule fires next, after the given time. */
export type NextFiring = (afterMilliseconds: number) => number;

/**
 * documented: `rate(1 minute)`, `rate(5 minutes)`, `cron(0 3 * * ? *)`. Of cron only minutes and
 * hours are simulated: no schedule of ours names days.
 */
export function parseSchedule(expression: string): NextFiring {
  const rate = /^rate\((\d+) (minute|hour|day)(s?)\)$/.exec(expression);
  const count = Number(rate?.[1]);
  // documented: the unit is singular for 1 and plural for more.
  if (rate && count > 0 && (count === 1) === (rate[3] === '')) {
    const period = count * (UNIT_MS[rate[2] ?? ''] ?? MINUTE_MS);
    return (after) => after + period;
  }
  const cron = /^cron\((\S+) (\S+) (\S+) (\S+) (\S+) (\S+)\)$/.exec(expression);
  const [, minutes = '', hours = '', ...days] = cron ?? [];
  if (!cron || days.some((field) => field !== '*' && field !== '?')) throw invalidSchedule();
  return nextOfCron(matcherOf(minutes), matcherOf(hours));
}

function nextOfCron(
  minute: (value: number) => boolean,
  hour: (value: number) => boolean,
): NextFiring {
  return (after) => {
    const first = Math.floor(after / MINUTE_MS) + 1;
    for (let count = 0; count <= CRON_MINUTES_MAX; count++) {
      const at = new Date((first + count) * MINUTE_MS);
      if (minute(at.getUTCMinutes()) && hour(at.getUTCHours())) return at.getTime();
    }
    throw invalidSchedule();
  };
}

/** A cron field: `*`, `*` or a start with a step, single values and ranges in a list. */
function matcherOf(field: string): (value: number) => boolean {
  const parts = field.split(',').map((part) => {
    const match = /^(?:\*|(\d+)(?:-(\d+))?)(?:\/(\d+))?$/.exec(part);
    if (!match) throw invalidSchedule();
    const start = Number(match[1] ?? 0);
    const step = Number(match[3] ?? 1);
    const isOpen = match[1] === undefined || match[3] !== undefined;
    const end = Number(match[2] ?? (isOpen ? Infinity : start));
    return (value: number) => value >= start && value <= end && (value - start) % step === 0;
  });
  return (value) => parts.some((matches) => matches(value));
}

function invalidSchedule(): AwsFault {
  return new AwsFault('ValidationException', 400, 'Parameter ScheduleExpression is not valid.');
}
