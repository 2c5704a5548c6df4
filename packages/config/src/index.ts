export { loadConfiguration, requireConfiguration, toJsonSchema } from './load-configuration.ts';
export type { Contradiction, Loaded } from './load-configuration.ts';
export { renderProblems } from './problem.ts';
export type { Problem } from './problem.ts';
export { fileOf } from './source.ts';
export { suggest } from './suggest.ts';
export type {
  Binding,
  ConfigurationEnvironment,
  ConfigurationFile,
  ConfigurationSource,
} from './source.ts';
export { completeInstanceFailover } from './instance-failover/instance-failover-config.ts';
export type {
  InstanceFailoverConfig,
  ServiceConfig,
} from './instance-failover/instance-failover-config.ts';
export { InstanceFailoverFile } from './instance-failover/instance-failover-file.ts';
export { INSTANCE_FAILOVER_BINDINGS, loadInstanceFailover } from './instance-failover/load.ts';
