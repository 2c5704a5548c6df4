export { sleepOn } from './clock.ts';
export type { Cancel, Clock, Scheduler } from './clock.ts';
export { createScaledClock, systemClock } from './system-clock.ts';
export { createVirtualClock, isVirtualClock } from './virtual-clock.ts';
export type { VirtualClock, VirtualClockOptions } from './virtual-clock.ts';
