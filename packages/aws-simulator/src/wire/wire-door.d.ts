import type { Cause, Principal, ServiceName, World } from '../kernel/world.ts';
import type { WireRequest, WireResponse } from './wire-messages.ts';
export type { WireRequest, WireResponse } from './wire-messages.ts';
/** Whose call it is and why it was made, found by the access key of its signature. */
export interface WireCaller {
    readonly principal: Principal;
    readonly cause: Cause;
}
export interface WireDoorOptions {
    /** Unknown keys are a user's. */
    callerOf(accessKeyId: string): WireCaller;
}
/** A simulated AWS as its clients see it: bytes in, bytes out. */
export interface WireDoor {
    /** Never settles on a lost answer until the signal is aborted; then rejects with its reason. */
    answer(request: WireRequest, signal?: AbortSignal): Promise<WireResponse>;
    /**
     * Loads the codecs of these services now. Without it they load at the first request, which takes
     * real time: a virtual clock would run past the waiting caller.
     */
    prepare(services: readonly ServiceName[]): Promise<void>;
}
export declare function createWireDoor(world: World, options: WireDoorOptions): WireDoor;
