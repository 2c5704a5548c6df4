export { callsOfRun, createCallCounter, faultOf, FAULT_KINDS } from './api-calls.ts';
export type { CallId, FaultKind } from './api-calls.ts';
export { createDeployedJupiter } from './deployed-jupiter.ts';
export type { DeployedJupiter, DeployedJupiterOptions } from './deployed-jupiter.ts';
export { leaseHistory } from './lease-history.ts';
export { createScene } from './scene.ts';
export type { Scene, SceneOptions } from './scene.ts';
export { readPackagedFunctions, withStageFile } from './packaged.ts';
export type { StackPackage } from '@understudy/aws-simulator';
