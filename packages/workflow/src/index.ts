export { writeApprovalAnswer, type ApprovalAnswer } from './approval.ts';
export type { DurableSdk } from './durable-sdk.ts';
export { hostWorkflow, type HostOptions, type WorkflowBody } from './host-workflow.ts';
export { createCallbackId, parseCallbackId } from './journal/callback-id.ts';
export { crashOnce, type CheckpointHooks, type CrashPoint } from './journal/checkpoint-hooks.ts';
export { nameUpdates } from './journal/checkpoint-names.ts';
export {
  createExecution,
  currentToken,
  type Execution,
  type ExecutionStatus,
  type JournalOperation,
  type JournalRefusal,
  type Ruling,
} from './journal/execution.ts';
export {
  finishInvocation,
  startInvocation,
  stopExecution,
  visibleOperations,
  wantsInvocation,
} from './journal/invocation-rules.ts';
export { createJournalClient } from './journal/journal-client.ts';
export {
  applyUpdates,
  STALE_TOKEN_MESSAGE,
  type CheckpointRequest,
  type CheckpointRuling,
} from './journal/journal-rules.ts';
export { readExecution, type Change, type Journal } from './journal/journal.ts';
export { ERROR_BYTES_MAX, OPERATIONS_MAX, PAYLOAD_BYTES_MAX } from './journal/limits.ts';
export { createMemoryJournal } from './journal/memory-journal.ts';
export {
  completeCallback,
  completeInvoke,
  heartbeatCallback,
  openCallbacks,
  openCalls,
  type OutsideEnd,
} from './journal/outside-rules.ts';
export { advance, dueAt } from './journal/time-rules.ts';
export { toErrorObject, type CallFunction } from './local-calls.ts';
export { readErrorObject, type LocalOutcome } from './local-outcome.ts';
export { INVOCATION_SECONDS, runLocally, type LocalRunOptions } from './local-runner.ts';
export type {
  ApprovalResult,
  CallbackOptions,
  CallbackResult,
  Invocation,
  PollLook,
  PollOptions,
  PollResult,
  StepOptions,
  StepScope,
  Workflow,
} from './verbs.ts';
