export { loadDurableSdk, type SdkGlobals } from './simulation/load-durable-sdk.ts';
export { createVirtualGlobals } from './simulation/virtual-globals.ts';
