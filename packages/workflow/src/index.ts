export type {
  ApprovalResult,
  Invocation,
  PollLook,
  PollOptions,
  PollResult,
  StepOptions,
  StepScope,
  Workflow,
} from './verbs.ts';
