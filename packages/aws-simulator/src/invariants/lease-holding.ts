import type { CallEntry, LogEntry } from '../kernel/effect-log.ts';
import {
  isUnderstudy,
  type IsOurs,
  type ServiceDescription,
  type Violation,
} from './exclusive-service.ts';
import { changesUserResource } from './writes.ts';

/** The lease item of a service as a write left it. Whoever reads the table's history fills it in. */
export interface LeaseVersion {
  readonly atMilliseconds: number;
  readonly service: string;
  /** The owner's execution; undefined: nobody has it. */
  readonly ownerExecutionArn: string | undefined;
  /** Of the calls that may still take effect: an owner may send two side by side. */
  readonly intents: readonly WrittenIntent[];
}

export interface WrittenIntent {
  readonly operation: string;
  readonly sendByMilliseconds: number;
}

/** The longest that a signed request can still arrive after it was sent. */
const SIGNATURE_LIFE_MS = 5 * 60_000;

/**
 * Lease and intent (design, section 4): each request of ours that changes a service is made by the
 * owner of its lease, under an intent, and arrives before a request sent in time could no longer.
 */
export function leaseViolations(
  entries: readonly LogEntry[],
  services: readonly ServiceDescription[],
  history: readonly LeaseVersion[],
  isOurs: IsOurs = isUnderstudy,
): readonly Violation[] {
  return entries.flatMap((entry) => {
    if (entry.kind !== 'call' || !isOurs(entry.call.cause)) return [];
    // Signed in its time and refused for its age: that bound is what a takeover waits for.
    if (!changesUserResource(entry.call) || entry.result === 'RequestExpired') return [];
    return services
      .filter((service) => concerns(entry, service))
      .flatMap((service) => {
        const reasons = versionsAt(history, service.name, entry.at).map((version) =>
          whyUncovered(entry, version),
        );
        const why = reasons.at(-1);
        if (why === undefined || reasons.includes(undefined)) return [];
        const sentence = `${service.name}: ${entry.call.operation} was sent ${why}.`;
        return [{ rule: 'lease' as const, sentence, entry }];
      });
  });
}

function concerns(entry: CallEntry, service: ServiceDescription): boolean {
  const input = JSON.stringify(entry.call.input);
  return (
    service.memberIds.some((id) => input.includes(id)) ||
    service.targetGroupNames.some((name) => input.includes(`targetgroup/${name}/`))
  );
}

/**
 * The versions that a call may have been sent under: the last one before it, and, where a world
 * without latencies puts several things into one millisecond, those of that very one.
 */
function versionsAt(
  history: readonly LeaseVersion[],
  service: string,
  at: number,
): readonly (LeaseVersion | undefined)[] {
  const own = history.filter((version) => version.service === service);
  const before = own.findLast((version) => version.atMilliseconds < at);
  return [before, ...own.filter((version) => version.atMilliseconds === at)];
}

function whyUncovered(entry: CallEntry, version: LeaseVersion | undefined): string | undefined {
  if (version?.ownerExecutionArn === undefined) return 'while nobody held the lease';
  const { cause } = entry.call;
  const sender = cause.kind === 'invocation' ? cause.executionArn : undefined;
  if (sender !== undefined && sender !== version.ownerExecutionArn) {
    return `by ${sender} while ${version.ownerExecutionArn} held the lease`;
  }
  const { intents } = version;
  if (intents.length === 0) return 'without an intent';
  const own = intents.filter(({ operation }) => operation === entry.call.operation);
  if (own.length === 0) {
    return `under an intent for ${intents.map(({ operation }) => operation).join(', ')}`;
  }
  const inTime = own.some(
    ({ sendByMilliseconds }) => entry.at <= sendByMilliseconds + SIGNATURE_LIFE_MS,
  );
  return inTime ? undefined : 'later than its send-by and the life of a signed request';
}
