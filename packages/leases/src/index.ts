export { ANSWER_USE_AFTER_EXPIRY_MS, judgeApproval } from './approval-rules.ts';
export type { ApprovalJudgement } from './approval-rules.ts';
export { effectiveArming } from './arming-rules.ts';
export type { EffectiveArming } from './arming-rules.ts';
export { createDynamoDbStore } from './dynamodb-store.ts';
export { takeGrip } from './grip/lease-grip.ts';
export type { LeaseGrip } from './grip/lease-grip.ts';
export { takeLease } from './grip/take-lease.ts';
export { JOINED_KEPT_MAX, TIMELINE_ENTRY_BYTES_MAX, UNSETTLED_INTENTS_MAX } from './limits.ts';
export { createLockRecords } from './lock-records.ts';
export type { LockEntry, LockPlace, LockRecords, SeenState } from './lock-records.ts';
export { judgeLockOwner } from './lock-rules.ts';
export type { LockOwnerQuestion, LockRecord } from './lock-rules.ts';
export type {
  Approval,
  Arming,
  ArmingMode,
  Hold,
  Incident,
  Intent,
  JoinedTrigger,
  Lease,
  LeaseKey,
  MemberRecord,
  OpenIncident,
  OutcomeName,
  OwedFenceRecord,
  Owner,
  PlanRecord,
  PlanStepPhase,
  PlanStepRecord,
  Role,
  ServiceRecord,
  ServiceState,
  TimelineEntry,
} from './model.ts';
export { describeHolder, isHeldBy, ownerId } from './owner-identity.ts';
export { ageSeconds, LOOKS_KEPT_MAX } from './region/observation-rules.ts';
export type {
  GuardedPart,
  GuardRecord,
  ReadinessRecord,
  Observation,
  RegionLook,
  SensorReading,
  SensorResult,
  Surrender,
  SurrenderRecord,
} from './region/region-model.ts';
export { createRegionRecords } from './region/region-records.ts';
export type { RegionRecords } from './region/region-records.ts';
export type {
  CloseRequest,
  LeaseStore,
  OpenRequest,
  OpenResult,
  PlanChange,
  StateChange,
  VelocityRequest,
} from './store.ts';
export { EXPIRY_ATTRIBUTE, tableDefinition } from './table-definition.ts';
export {
  decideTakeover,
  isSettled,
  LOCAL_CLOCK_SKEW_ALLOWANCE_MS,
  SIGNED_REQUEST_LIFE_MS,
} from './takeover-rules.ts';
export type {
  IntentEvidence,
  JudgedLease,
  OwnerProof,
  OwnerStatus,
  TakeoverDecision,
  TakeoverQuestion,
  TakeoverRule,
} from './takeover-rules.ts';
export { judgeTelling, TELL_AGAIN_MS } from './telling-rules.ts';
export { judgeVelocity } from './velocity-rules.ts';
export type { VelocityDecision, VelocityQuestion, VelocitySlot } from './velocity-rules.ts';
