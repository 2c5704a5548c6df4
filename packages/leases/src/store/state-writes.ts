import { TerminalError } from '@understudy/errors';
import { leaseLost } from '../lease-errors.ts';
import type { Hold, ServiceState } from '../model.ts';
import { ownerId } from '../owner-identity.ts';
import type { StateChange } from '../store.ts';
import type { PlainItem } from '../table/attribute-values.ts';
import { committedSchema } from '../table/item-schemas.ts';
import { readItem } from '../table/read-item.ts';
import type { TableAccess } from '../table/table-access.ts';
import { leaseAt, stateAt } from '../table/table-keys.ts';
import type { Change, Condition, Path } from '../table/write-expressions.ts';
import { mayChangeAs } from './hold-conditions.ts';
import { toLease, toState } from './service-records.ts';

/** Writes what is known of the service beside the side in charge. A repeat writes the same. */
export async function saveState(
  table: TableAccess,
  hold: Hold,
  change: StateChange,
): Promise<ServiceState> {
  const known: Condition = { path: 'epoch', present: true };
  const refused = await writeState(table, hold, { set: Object.entries(change) }, known);
  if (refused) throw stateUnknown(hold);
  return readKnownState(table, hold);
}

/** The first state of a service. A repeat finds it; another one already there is an error. */
export async function adoptState(
  table: TableAccess,
  hold: Hold,
  state: ServiceState,
): Promise<void> {
  const unknown: Condition = { path: 'epoch', present: false };
  const refused = await writeState(table, hold, { set: knownParts(state) }, unknown);
  if (refused === undefined) return;
  const found = toState(hold.key, refused.found);
  if (found?.active === state.active && found.epoch === state.epoch) return;
  throw new TerminalError(
    'StateKnown',
    `State of ${hold.key}: expected none, found active ${found?.active}, epoch ${found?.epoch}. ` +
      'Use what is there; the side in charge changes only by a commit.',
    { fields: { key: hold.key, active: found?.active, epoch: found?.epoch } },
  );
}

/** The side in charge changes, and with it the epoch: once, however often it is asked for. */
export async function commitState(
  table: TableAccess,
  hold: Hold,
  { expectedEpoch, state }: { readonly expectedEpoch: number; readonly state: ServiceState },
): Promise<ServiceState> {
  const committed = { ownerId: ownerId(hold.owner), term: hold.term };
  const next = { ...state, epoch: expectedEpoch + 1 };
  const change: Change = {
    set: [...knownParts(next), ['committed', committed]],
    // What the new state does not have must not stay from the old one.
    remove: next.coolDownUntilMilliseconds === undefined ? ['coolDownUntilMilliseconds'] : [],
  };
  const atEpoch: Condition = { path: 'epoch', equals: expectedEpoch };
  const refused = await writeState(table, hold, change, atEpoch);
  if (refused === undefined) return readKnownState(table, hold);
  const found = refused.found && toState(hold.key, refused.found);
  if (found === undefined) throw stateUnknown(hold);
  if (found.epoch === next.epoch && isCommitOf(hold, refused.found)) return found;
  throw new TerminalError(
    'EpochMoved',
    `Commit of ${hold.key}: expected epoch ${expectedEpoch}, found ${found.epoch} ` +
      `(active ${found.active}). Look again and decide anew.`,
    { fields: { key: hold.key, expected: expectedEpoch, found: found.epoch } },
  );
}

/**
 * One transaction: the lease is checked, the state written. `undefined` when it was written, else
 * the state that did not fit; a lease that is not ours throws.
 */
async function writeState(
  table: TableAccess,
  hold: Hold,
  change: Change,
  condition: Condition,
): Promise<{ readonly found: PlainItem | undefined } | undefined> {
  const answer = await table.transact([
    { key: leaseAt(hold.key), check: mayChangeAs(hold) },
    { key: stateAt(hold.key), change, conditions: [condition] },
  ]);
  if (answer.written) return undefined;
  const [lease, state] = answer.lost;
  if (lease?.failed) throw leaseLost(hold, toLease(hold.key, lease.found));
  return { found: state?.found };
}

async function readKnownState(table: TableAccess, hold: Hold): Promise<ServiceState> {
  const state = toState(hold.key, await table.get(stateAt(hold.key)));
  if (state === undefined) throw stateUnknown(hold);
  return state;
}

const INCIDENT_PART = ['openIncident', 'joined'];

/** All but the incident's part, which only `open`, joining and `close` write. */
function knownParts(state: ServiceState): readonly (readonly [Path, unknown])[] {
  return Object.entries(state).filter(([name]) => !INCIDENT_PART.includes(name));
}

function isCommitOf(hold: Hold, item: PlainItem | undefined): boolean {
  if (item === undefined) return false;
  const { committed } = readItem(committedSchema, stateAt(hold.key), item);
  return committed?.ownerId === ownerId(hold.owner) && committed.term === hold.term;
}

function stateUnknown({ key }: Hold): TerminalError {
  return new TerminalError(
    'StateUnknown',
    `State of ${key}: expected one, found none. Derive it from the world and adopt it first.`,
    { fields: { key } },
  );
}
