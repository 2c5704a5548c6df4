import type { Clock } from '@understudy/clock';
import { hadNoEffect } from '../calls/map-aws-error.ts';
import { assertMaySend, assertNotAborted } from '../calls/permit-guard.ts';
import { issuePermit, type Permit } from '../permit.ts';
import { createIntentLedger, type IntentLedger } from './intent-ledger.ts';
import type { ChangeRequest, IntentStore, RecordedIntent } from './intent.ts';

/**
 * How long after its intent a request may be sent. The write of the intent, a slow signature and
 * the request's own 5 s all fit; each second more is one that a successor waits (rule 3).
 */
export const SEND_BY_SECONDS = 10;

/** Every change of a user's resource goes through here: intent first, then one request (rule 2). */
export interface ChangeGate {
  /** Writes the intent, then calls `send` once with the permit. Throws what either throws. */
  perform<T>(
    request: ChangeRequest,
    send: (permit: Permit) => Promise<T>,
    scope: { readonly signal: AbortSignal },
  ): Promise<T>;
  /** Numbers that can have no further effect and that the lease may drop at its next write. */
  settled(): readonly number[];
  /** Calls that may still take effect: look for their effect, then `settle` them. */
  unsettled(): readonly RecordedIntent[];
  settle(sequence: number): void;
  /** The number of the last intent that was recorded: a higher one than before, and something was sent. */
  lastSequence(): number;
}

export interface ChangeGateOptions<Hold> {
  readonly store: IntentStore<Hold>;
  /** The hold as it is now; a lost one makes the store refuse. */
  readonly hold: () => Hold;
  readonly clock: Pick<Clock, 'now'>;
  readonly service: string;
  /** What the lease says of earlier calls, for a later invocation or after a takeover. */
  readonly unsettled?: readonly RecordedIntent[];
  /** The lease's last number, by which intents whose write got no answer are recognised. */
  readonly lastSequence?: number;
}

export function createChangeGate<Hold>(options: ChangeGateOptions<Hold>): ChangeGate {
  const { clock, service } = options;
  const ledger = createIntentLedger({
    unsettled: options.unsettled ?? [],
    lastSequence: options.lastSequence,
    hold: options.lastSequence === undefined ? '' : JSON.stringify(options.hold()),
  });
  const oneAtATime = createQueue();

  return {
    async perform(request, send, { signal }) {
      const intent = await oneAtATime(() => recordIntent(options, ledger, request, signal));
      const { sequence, call, sendByMilliseconds } = intent;
      const permit = issuePermit({ service, call, sequence, sendByMilliseconds, signal });
      try {
        assertMaySend(call, permit, clock.now());
        const answer = await send(permit);
        ledger.settle(sequence);
        await oneAtATime(() => tellSettled(options, ledger));
        return answer;
      } catch (error) {
        // Only a refusal, or never having been sent, proves that nothing will come of it.
        if (hadNoEffect(error)) {
          ledger.settle(sequence);
          await oneAtATime(() => tellSettled(options, ledger));
        }
        throw error;
      }
    },
    settled: () => ledger.settled(),
    unsettled: () => ledger.unsettled(),
    settle: (sequence) => ledger.settle(sequence),
    lastSequence: () => ledger.last(),
  };
}

async function recordIntent<Hold>(
  { store, hold, clock }: ChangeGateOptions<Hold>,
  ledger: IntentLedger,
  request: ChangeRequest,
  signal: AbortSignal,
): Promise<RecordedIntent> {
  // A step whose time ran out in the queue writes nothing more.
  assertNotAborted(request.call, signal);
  const settled = ledger.settled();
  const held = hold();
  // The send-by counts from before the write: a write that takes long leaves less time to send.
  const sendByMilliseconds = clock.now() + SEND_BY_SECONDS * 1_000;
  try {
    const intent = await store.recordIntent(held, { ...request, sendByMilliseconds }, settled);
    ledger.told(settled);
    ledger.recorded(intent, JSON.stringify(held));
    return intent;
  } catch (error) {
    ledger.writeLost();
    throw error;
  }
}

/**
 * What is settled is written down at once: the next invocation, or a successor, would have to wait
 * for it otherwise. Where that fails it is told with the next intent, or waited out.
 */
async function tellSettled<Hold>(
  { store, hold }: ChangeGateOptions<Hold>,
  ledger: IntentLedger,
): Promise<void> {
  const settled = ledger.settled();
  try {
    await store.settleIntents(hold(), settled);
    ledger.told(settled);
  } catch {
    // The change is done, and its answer is the caller's: a lost lease shows at its next intent.
  }
}

/** Branches share one lease item: their writes queue here instead of failing each other there. */
function createQueue(): <T>(run: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (run) => {
    const result = last.then(run);
    last = result.catch(() => undefined);
    return result;
  };
}
