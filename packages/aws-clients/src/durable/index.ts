export { createCallbackSender } from './callback-sender.ts';
export type { CallbackSender } from './callback-sender.ts';
export { createLambdaClient } from './clients.ts';
export { createDurableFunctions } from './durable-functions.ts';
