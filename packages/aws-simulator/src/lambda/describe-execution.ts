import type {
  Event,
  Execution as ExecutionSummary,
  GetDurableExecutionResponse,
  Operation,
} from '@aws-sdk/client-lambda';
import type { JournalOperation } from '@understudy/workflow';

import type { DurableExecution } from './durable-execution.ts';

/** An operation of the journal (its times are text) as the API answers it (its times are dates). */
export function toApiOperation(wire: object): Operation {
  const { StartTimestamp, EndTimestamp, StepDetails, WaitDetails, ...rest } =
    wire as JournalOperation['wire'];
  return {
    ...rest,
    StartTimestamp: toDate(StartTimestamp),
    ...(EndTimestamp === undefined ? {} : { EndTimestamp: toDate(EndTimestamp) }),
    ...(StepDetails
      ? {
          StepDetails: {
            ...StepDetails,
            NextAttemptTimestamp: toDate(StepDetails.NextAttemptTimestamp),
          },
        }
      : {}),
    ...(WaitDetails
      ? { WaitDetails: { ScheduledEndTimestamp: toDate(WaitDetails.ScheduledEndTimestamp) } }
      : {}),
  };
}

export function summarise({ arn, name, target, journal }: DurableExecution): ExecutionSummary {
  return {
    DurableExecutionArn: arn,
    DurableExecutionName: name,
    FunctionArn: target.arn,
    Status: journal.status,
    StartTimestamp: new Date(journal.startedAtMilliseconds),
    ...(journal.endedAtMilliseconds === undefined
      ? {}
      : { EndTimestamp: new Date(journal.endedAtMilliseconds) }),
  };
}

export function describeExecution(execution: DurableExecution): GetDurableExecutionResponse {
  const { journal, payload, target } = execution;
  return {
    ...summarise(execution),
    InputPayload: payload,
    Version: target.version.version,
    ...(journal.result === undefined ? {} : { Result: journal.result }),
    ...(journal.error === undefined ? {} : { Error: journal.error }),
  };
}

const EVENT_PREFIX: Readonly<Record<string, string>> = {
  EXECUTION: 'Execution',
  STEP: 'Step',
  WAIT: 'Wait',
  CALLBACK: 'Callback',
  CONTEXT: 'Context',
  CHAINED_INVOKE: 'ChainedInvoke',
};

const EVENT_SUFFIX: Readonly<Record<string, string>> = {
  SUCCEEDED: 'Succeeded',
  FAILED: 'Failed',
  TIMED_OUT: 'TimedOut',
  STOPPED: 'Stopped',
  CANCELLED: 'Cancelled',
};

/** Starts and ends in the order of their times: the history without its payloads. */
export function describeHistory({ journal }: DurableExecution): Event[] {
  const events = [...journal.operations.values()].flatMap(({ wire }) => {
    const prefix = EVENT_PREFIX[wire.Type ?? ''] ?? '';
    const common = { Id: wire.Id, Name: wire.Name, ParentId: wire.ParentId, SubType: wire.SubType };
    const started = { ...common, EventType: `${prefix}Started`, at: toDate(wire.StartTimestamp) };
    const suffix = EVENT_SUFFIX[wire.Status ?? ''];
    const ended = { ...common, EventType: `${prefix}${suffix}`, at: toDate(wire.EndTimestamp) };
    return suffix ? [started, ended] : [started];
  });
  return events
    .sort((one, other) => Number(one.at) - Number(other.at))
    .map(
      ({ at, ...event }, index) => ({ ...event, EventId: index + 1, EventTimestamp: at }) as Event,
    );
}

function toDate(value: unknown): Date | undefined {
  return value === undefined ? undefined : new Date(value as string);
}
