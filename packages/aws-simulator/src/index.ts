export { createSimulatedAws } from './composition/create-simulated-aws.ts';
export type { SimulatedAws, SimulatedAwsOptions } from './composition/create-simulated-aws.ts';
export type { ApiCallHook, CallVerdict } from './composition/api-call-hook.ts';
export type { SimulatedRegion } from './composition/simulated-region.ts';
export type { Ec2Timings } from './ec2/index.ts';
export { deployStack } from './deployment/deploy-stack.ts';
export type { DeployedStack, StackOptions } from './deployment/deploy-stack.ts';
export { readStackPackage } from './deployment/read-package.ts';
export type { StackPackage } from './deployment/read-package.ts';
export type { Template } from './deployment/template-model.ts';
export type { HostedTask, HostedTasks } from './ecs/index.ts';
export type { HostedContext, HostedFunction, HostedFunctions } from './hosted/index.ts';
export { createHttpDoor } from './http/http-door.ts';
export {
  changesUserResource,
  createInvariantWatch,
  createRegionWatch,
  isRead,
  isUnderstudy,
  leaseViolations,
  regionViolations,
  violationsOf,
  writesOf,
} from './invariants/index.ts';
export type {
  LeaseVersion,
  PlanDescription,
  ServiceDescription,
  Violation,
} from './invariants/index.ts';
export { AwsFault } from './kernel/aws-fault.ts';
export type { CallEntry, EffectEntry, LogEntry } from './kernel/effect-log.ts';
export type { CallFault, FaultRule } from './kernel/fault-table.ts';
export { createLatencies, createNoLatencies } from './kernel/latencies.ts';
export type { Latencies } from './kernel/latencies.ts';
export { createRandom } from './kernel/random.ts';
export type { Random } from './kernel/random.ts';
export type { ApiCall, Cause, Principal, ServiceName, World } from './kernel/world.ts';
export type { DurableExecution } from './lambda/durable-execution.ts';
export type { FunctionLogLine } from './lambda/function-log.ts';
export type { FreezeDuration, Invocation, InvocationResult } from './lambda/invocation.ts';
export type { BucketOptions, S3 } from './s3/index.ts';
export { createProbe, createRegionProbe, createTrafficSwitch } from './probe/index.ts';
export type {
  ManualTrafficSwitch,
  Probe,
  ProbeReport,
  RegionProbe,
  RegionProbeReport,
  RegionStretch,
  Stretch,
  TrafficSwitch,
} from './probe/index.ts';
export type { DatabaseFault, DatabaseStatus, Rds, RdsTimings } from './rds/index.ts';
export { startTokenWebhook } from './eks/token-webhook.ts';
export type { TokenReviewOptions, TokenUser } from './eks/review-token.ts';
export type { TokenWebhook } from './eks/token-webhook.ts';
export type { Eks, EksTimings, Workload } from './eks/index.ts';
export type { Outage, Outages } from './kernel/outages.ts';
export type { Origin } from './kernel/origin.ts';
export type { Network, NetworkAnswer, NetworkEndpoint, OutsideEndpoint } from './network/index.ts';
export {
  CLOSED_GROUP_ID,
  CONTROL_HOST,
  createJupiter,
  createKonectaBlueprint,
  createObjectTraffic,
  createStory,
  DATABASE_HOST,
  KONECTA_HOST,
  KONECTA_PLAN,
  populateJupiter,
  populateKonecta,
  STORY_START_MS,
} from './scenarios/index.ts';
export type {
  InfrastructureProgress,
  Jupiter,
  JupiterOptions,
  JupiterService,
  Konecta,
  KonectaBlueprint,
  KonectaBlueprintOptions,
  KonectaInfrastructure,
  KonectaOptions,
  KonectaSite,
  ObjectTraffic,
  ObjectTrafficOptions,
  Story,
} from './scenarios/index.ts';
export { createDirectClient } from './source/direct-client.ts';
export type { DirectClientOptions, DirectSourceClient } from './source/direct-client.ts';
export { createSourceWorkflow } from './source/source-workflow.ts';
export type {
  SourceDoor,
  SourceFunction,
  SourceFunctions,
  SourceHandler,
} from './source/source-function.ts';
export { answerDirectly } from './wire/direct-transport.ts';
export { createWireDoor } from './wire/wire-door.ts';
export type { WireCaller, WireDoor, WireRequest, WireResponse } from './wire/wire-door.ts';
