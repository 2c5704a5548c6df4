import type { World } from '../kernel/world.ts';

/** Finds the id of a call that failed; a call that succeeds returns its own. */
export interface RequestIds {
  idOf(input: object): string;
}

/** What a caller is told when the kernel never saw its request. */
export const NO_REQUEST_ID = 'req-00000000';

const known = new WeakMap<World, RequestIds>();

/**
 * The effect log names every call with its very input object, so a failed call's id is found
 * again without the error having to carry it.
 */
export function requestIdsOf(world: World): RequestIds {
  const existing = known.get(world);
  if (existing) return existing;
  const ids = new WeakMap<object, string>();
  world.log.subscribe((entry) => {
    if (entry.kind !== 'call') return;
    const { input } = entry.call;
    if (typeof input === 'object' && input !== null) ids.set(input, entry.requestId);
  });
  const requestIds: RequestIds = { idOf: (input) => ids.get(input) ?? NO_REQUEST_ID };
  known.set(world, requestIds);
  return requestIds;
}
