import { TerminalError } from '@understudy/errors';
import type { Hold, Intent, Lease, LeaseKey } from './model.ts';
import { atWords, describeHolder, ownerId } from './owner-identity.ts';

/** The hold that a write was to be made under is not the lease's any more. */
export function leaseLost(hold: Hold, lease: Lease): TerminalError {
  const expected = `${ownerId(hold.owner)}, term ${hold.term}, turn ${hold.turn}`;
  const over = lease.declaredOver;
  const declared =
    over === undefined
      ? ''
      : `, declared over by ${over.by} at ${atWords(over.atMilliseconds)} (${over.reason})`;
  const found = `${describeHolder(lease)}${declared}`;
  return new TerminalError(
    'LeaseLost',
    `Lease ${hold.key}: expected ${expected}; found ${found}. Change nothing more and end.`,
    { fields: { key: hold.key, expected, found } },
  );
}

/** Calls that may still take effect stand in the way. */
export function callsUnsettled(key: LeaseKey, unsettled: readonly Intent[]): TerminalError {
  const calls = unsettled
    .map(({ sequence, call, on }) => `${sequence} ${call} on ${on.join(', ')}`)
    .join('; ');
  return new TerminalError(
    'CallsUnsettled',
    `Lease ${key}: expected every call to be settled, found ${unsettled.length} open: ${calls}. ` +
      'Look for their effects, or wait until they can no longer arrive.',
    { fields: { key, unsettled: unsettled.length } },
  );
}

/** An order was given for what is no longer so. */
export function orderOutdated(what: string, expected: string, found: string): TerminalError {
  return new TerminalError(
    'OrderOutdated',
    `${what}: expected ${expected}, found ${found}. Look again and give the order anew.`,
    { fields: { expected, found } },
  );
}
