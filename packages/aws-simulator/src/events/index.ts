export { createEventBridge } from './create-event-bridge.ts';
export type { EventBridge } from './create-event-bridge.ts';
export type { NewEvent } from './bus-event.ts';
export type { DeliveryFault, DeliveryPorts } from './deliveries.ts';
