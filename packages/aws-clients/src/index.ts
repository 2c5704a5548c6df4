export { hadNoEffect, mapAwsError } from './calls/map-aws-error.ts';
export type { AboutCall } from './calls/map-aws-error.ts';
export type { AwsErrorCode } from './calls/error-table.ts';
export { clientSettings } from './calls/client-settings.ts';
export type { ClientOptions, ClientSettings, ClientUse } from './calls/client-settings.ts';
export { createHedge, HEDGE_AFTER_MS, hedgedEc2Reads, hedgedElbv2Reads } from './calls/hedge.ts';
export type { Hedge } from './calls/hedge.ts';
export type {
  BalancerFact,
  BalancerReads,
  CertificateFact,
  CertificateReads,
  FailoverRecordFact,
  FailoverRecordReads,
  GrantFact,
  ImageFact,
  ImageReads,
  KeyFact,
  KmsReads,
  QuotaReads,
  SecretFact,
  SecretReads,
  SubnetFact,
  SubnetReads,
} from './readiness-ports.ts';
export type { TaskFact, TaskRequest, TaskRuns } from './task-ports.ts';
export type { Permit } from './permit.ts';
export type {
  AddressFact,
  AlarmFact,
  CloudWatchReads,
  DurableFunctions,
  Ec2Changes,
  Ec2Reads,
  Elbv2Changes,
  Elbv2Reads,
  ExecutionStatus,
  InstanceFact,
  InstanceStateName,
  InstanceStatusFact,
  ReadOptions,
  RecordFact,
  RouteFact,
  Route53Changes,
  Route53Reads,
  SnsPublisher,
  SqsSender,
  StatusWord,
  TargetFact,
  TargetGroupFact,
  TargetStateName,
  VolumeFact,
} from './ports.ts';
export type {
  BoundedRead,
  DeleteAnswer,
  ObjectChanges,
  ObjectFact,
  ObjectLocation,
  ObjectReads,
  ObjectRecords,
  ObjectVersionFact,
  WriteAnswer,
  WriteCondition,
} from './object-ports.ts';
export type {
  AccessEntryFact,
  ClusterFact,
  DatabaseEventFact,
  DatabaseFact,
  DatabaseSourceFact,
  EksReads,
  MetricPoint,
  MetricQuestion,
  MetricReads,
  NodegroupFact,
  RdsChanges,
  RdsReads,
  SnapshotFact,
  StsReads,
} from './region-ports.ts';
export { createChangeGate, SEND_BY_SECONDS } from './gate/change-gate.ts';
export type { ChangeGate, ChangeGateOptions } from './gate/change-gate.ts';
export type { ChangeRequest, IntentStore, RecordedIntent } from './gate/intent.ts';
export { createAwsClock, observeDate, SKEW_SECONDS_MAX } from './time/aws-clock.ts';
export type { AwsClock } from './time/aws-clock.ts';
