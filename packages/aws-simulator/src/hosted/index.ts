export { createHostedEnvironment, createHostlessEnvironment } from './hosted-environment.ts';
export type { HostedContext, HostedFunction, HostedFunctions } from './hosted-function.ts';
