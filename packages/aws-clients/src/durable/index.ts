export { createLambdaClient } from './clients.ts';
export { createDurableFunctions } from './durable-functions.ts';
