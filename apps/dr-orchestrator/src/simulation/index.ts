export { httpOf } from './http-of.ts';
export type { RecoveryMeasures } from './measure-recovery.ts';
export { runRegionRecovery, type RegionRecoveryOptions } from './run-region-recovery.ts';
export {
  createSourceFunctions,
  createSourceWorld,
  sourceVariables,
  type SourceOptions,
} from './source-functions.ts';
