import type { Clock } from '@understudy/clock';
import { isUnderstudyError, toErrorRecord } from '@understudy/errors';

import type { KubernetesApi } from '../access/kubernetes-api.ts';
import type { Discovery } from '../objects/discovery.ts';
import { identityOf, nameOf, type ObjectName } from '../objects/kubernetes-object.ts';
import { orderObjects } from '../ordering/order-objects.ts';
import { applyOne } from './apply-one.ts';
import { applySideBySide } from './apply-side-by-side.ts';
import { establishDefinitions } from './establish-definitions.ts';
import type { Applied } from './judge-applied.ts';
import type { ForcePermission } from './judge-conflict.ts';
import { readAutoscaled } from './read-autoscaled.ts';
import type { Resolved } from './resolve-manifests.ts';

export interface ApplyWorld {
  readonly api: KubernetesApi;
  readonly discovery: Discovery;
  readonly clock: Clock;
}

export interface ApplyOptions {
  readonly force: readonly ForcePermission[];
  readonly dryRun: boolean;
  /** Past this nothing more is sent. */
  readonly sendByMilliseconds: number;
  readonly signal: AbortSignal;
}

export interface ObjectOutcome {
  readonly name: ObjectName;
  readonly place: string;
  readonly applied:
    Applied | { readonly result: 'not-sent' | 'unreachable'; readonly words: string };
  readonly remarks: readonly string[];
}

/**
 * Applies a bundle stage by stage. A stage is finished as far as it goes; nothing of a later one is
 * sent when one of its objects was not applied. Nothing is undone: what is there is what was asked
 * for, and the next call goes on from it.
 */
export async function applyBundle(
  world: ApplyWorld,
  manifests: readonly Resolved[],
  options: ApplyOptions,
): Promise<readonly ObjectOutcome[]> {
  const outcomes: ObjectOutcome[] = [];
  const autoscaled = await readAutoscaled(world, manifests, options.signal);
  let stopped: string | undefined;
  for (const stage of orderObjects(manifests)) {
    if (stopped !== undefined) {
      outcomes.push(...stage.map((one) => notSent(one, String(stopped))));
      continue;
    }
    const known = { autoscaled, made: madeNamespaces(outcomes) };
    const done = await applySideBySide(stage, (one) => applyTold(world, one, known, options));
    outcomes.push(...done);
    const failed = done.find(({ applied }) => applied.result !== 'applied');
    // A dry run goes on: every finding at once is what it is for.
    if (failed && !options.dryRun) stopped = `what comes before it was not applied`;
    else if (!options.dryRun) await establish(world, stage, options);
  }
  return outcomes;
}

async function establish(
  world: ApplyWorld,
  stage: readonly Resolved[],
  { signal }: ApplyOptions,
): Promise<void> {
  const definitions = stage.filter(({ object }) => object.kind === 'CustomResourceDefinition');
  if (definitions.length === 0) return;
  await establishDefinitions(world, definitions, signal);
  world.discovery.forgetUnknown();
}

/** What one object's applying needs to know of the others. */
interface Known {
  readonly autoscaled: ReadonlySet<string>;
  readonly made: ReadonlySet<string>;
}

/** Name spaces that this very call has made: half of the requests of a cold region are saved by it. */
function madeNamespaces(outcomes: readonly ObjectOutcome[]): ReadonlySet<string> {
  const made = outcomes.filter(
    ({ name, applied }) =>
      name.kind === 'Namespace' && applied.result === 'applied' && applied.action === 'created',
  );
  return new Set(made.map(({ name }) => name.name));
}

/** What goes wrong on the way to one object is told of that object. */
async function applyTold(
  world: ApplyWorld,
  one: Resolved,
  { autoscaled, made }: Known,
  options: ApplyOptions,
): Promise<ObjectOutcome> {
  const { force, dryRun, signal, sendByMilliseconds } = options;
  if (signal.aborted || world.clock.now() >= sendByMilliseconds) {
    return notSent(one, 'the time of this call is up');
  }
  const name = nameOf(one.object);
  const { object, resource, place } = one;
  const counted = autoscaled.has(identityOf(name));
  try {
    const isFirst = made.has(name.namespace ?? '');
    const request = { object, resource, autoscaled: counted, isFirst, force, dryRun };
    return { name, place, ...(await applyOne(world.api, request, signal)) };
  } catch (error) {
    if (signal.aborted) return notSent(one, 'the time of this call was up while it was sent');
    if (!isUnderstudyError(error)) throw error;
    const { code, message } = toErrorRecord(error);
    const result = code === 'ApiUnreachable' ? 'unreachable' : 'forbidden';
    return { name, place, applied: { result, words: message }, remarks: [] };
  }
}

function notSent({ object, place }: Resolved, words: string): ObjectOutcome {
  return { name: nameOf(object), place, applied: { result: 'not-sent', words }, remarks: [] };
}
