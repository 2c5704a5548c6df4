import type { World } from '../kernel/world.ts';
/** Finds the id of a call that failed; a call that succeeds returns its own. */
export interface RequestIds {
    idOf(input: object): string;
}
/** What a caller is told when the kernel never saw its request. */
export declare const NO_REQUEST_ID = "req-00000000";
/**
 * The effect log names every call with its very input object, so a failed call's id is found
 * again without the error having to carry it.
 */
export declare function requestIdsOf(world: World): RequestIds;
