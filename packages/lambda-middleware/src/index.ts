export { createHandler } from './create-handler.ts';
export type { Handler, HandlerOptions, InvocationContext } from './create-handler.ts';
export { createLog } from './log.ts';
export type { Log, LogFields } from './log.ts';
export { createMeter } from './meter.ts';
export type { Measures, Meter } from './meter.ts';
export type { Refusal } from './refusal.ts';
