export { callsOfRun, createCallCounter, faultOf, FAULT_KINDS } from './api-calls.ts';
export type { CallId, FaultKind } from './api-calls.ts';
export { createDeployedJupiter } from './deployed-jupiter.ts';
export type { DeployedJupiter, DeployedJupiterOptions } from './deployed-jupiter.ts';
export {
  createDeployedKonecta,
  DEPLOYER_HANDLER,
  KONECTA_REGIONS,
  RUNNER_IMAGE,
} from './konecta/deployed-konecta.ts';
export type {
  DeployedKonecta,
  DeployedKonectaOptions,
  KonectaRegion,
} from './konecta/deployed-konecta.ts';
export { SIGKILL } from './konecta/modelled-task.ts';
export { answerOf, createRegionScene } from './konecta/region-scene.ts';
export type { EntryPayload, RegionScene, RegionSceneOptions } from './konecta/region-scene.ts';
export { drawRegionSchedule } from './konecta/region-schedule.ts';
export type { RegionEvent, RegionSchedule } from './konecta/region-schedule.ts';
export { runRegionSchedule } from './konecta/run-region-schedule.ts';
export type { OpenRegionScene, RegionStory } from './konecta/run-region-schedule.ts';
export { leaseHistory } from './lease-history.ts';
export { createScene } from './scene.ts';
export type { Scene, SceneOptions } from './scene.ts';
export { readPackagedFunctions, withStageFile } from './packaged.ts';
export type { StackPackage } from '@understudy/aws-simulator';
export { judgeServices } from './judge.ts';
export { runSchedule } from './run-schedule.ts';
export type { Story } from './run-schedule.ts';
export { drawSchedule } from './schedule.ts';
export type { FaultEvent, Schedule } from './schedule.ts';
export { shrink } from './shrink.ts';
export { stackOfApp } from './template/app-stack.ts';
export { resourcesOf } from './template/edited-template.ts';
export type { Part, Resource, Statement, Template } from './template/edited-template.ts';
export { policiesOf, recordRequests, refusedOf } from './template/recorded-requests.ts';
export type { Authorizer, GrantedRequest } from './template/recorded-requests.ts';
export { partsOf, resourceName, statementsOf } from './template/template-parts.ts';
