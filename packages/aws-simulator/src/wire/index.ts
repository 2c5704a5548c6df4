export { answerDirectly, type DirectClient } from './direct-transport.ts';
export { createHttpShim, type HttpModuleShim, type HttpShim } from './node-http-shim.ts';
export {
  createWireDoor,
  type WireCaller,
  type WireDoor,
  type WireDoorOptions,
} from './wire-door.ts';
export type { WireRequest, WireResponse } from './wire-messages.ts';
export { createWireRequestHandler } from './wire-request-handler.ts';
