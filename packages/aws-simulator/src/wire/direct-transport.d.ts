import type { World } from '../kernel/world.ts';
import type { WireCaller } from './wire-door.ts';
/** An SDK client, of any service. */
export interface DirectClient {
    readonly config: object;
    readonly middlewareStack: object;
}
/**
 * Makes a client answer from the world at once: no codec, no signature, no socket, and none of
 * the SDK's own retries, which come after the step at which this answers. Inputs and outputs are
 * copied, so that caller and service share nothing. `caller` may be a function when it changes
 * from call to call.
 */
export declare function answerDirectly(client: DirectClient, world: World, caller: WireCaller | (() => WireCaller), region: string): void;
