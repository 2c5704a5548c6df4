export { createSqs } from './create-sqs.ts';
export type { QueueDelivery, Sqs } from './create-sqs.ts';
export type { Sender } from './queue-policy.ts';
export type { StoredMessage } from './queue.ts';
