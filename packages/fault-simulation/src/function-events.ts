import type { ApiCall, Random, SimulatedAws, SimulatedRegion } from '@understudy/aws-simulator';

import { faultOf, type FaultKind } from './api-calls.ts';
import { pick, whole } from './draw.ts';
import { strikeOnce } from './strike-once.ts';

/** A call that answers, but late: near the patience of a request, and beyond it. */
const SLOW_MILLISECONDS = 4_000;

type Fault = FaultKind | 'slow';

/** What befalls functions and their executions, of whatever scale. */
export type FunctionEvent<Api extends ApiCall['service'], Kind extends Fault = FaultKind> =
  /** The next calls of the functions to a service: so many of them suffer this. */
  | {
      readonly kind: 'api';
      readonly api: Api;
      readonly fault: Kind;
      readonly skip: number;
      readonly times: number;
    }
  /** The execution that makes the n-th call from now dies there, or stands still. */
  | { readonly kind: 'crash'; readonly call: number; readonly side: 'before' | 'after' }
  | {
      readonly kind: 'freeze';
      readonly call: number;
      readonly when: 'before' | 'after';
      readonly seconds: number;
    }
  /** What a person or the service does to executions that run. */
  | { readonly kind: 'stop-executions' }
  | { readonly kind: 'invoke-again' };

/** From what an event is drawn, at one scale. */
export interface FunctionDraws<Api extends ApiCall['service'], Kind extends Fault> {
  readonly apis: readonly Api[];
  readonly faults: readonly Kind[];
  readonly skipMax: number;
  readonly timesMax: number;
  readonly freezeSeconds: readonly number[];
}

/** The n-th call from now, drawn for every event, whatever becomes of it. */
export interface StruckCall {
  readonly call: number;
  readonly when: 'before' | 'after';
}

export function drawFunctionEvent<Api extends ApiCall['service'], Kind extends Fault>(
  random: Random,
  kind: FunctionEvent<Api, Kind>['kind'],
  { call, when }: StruckCall,
  draws: FunctionDraws<Api, Kind>,
): FunctionEvent<Api, Kind> {
  switch (kind) {
    case 'api':
      return {
        kind,
        api: pick(random, draws.apis),
        fault: pick(random, draws.faults),
        skip: whole(random, 0, draws.skipMax),
        times: whole(random, 1, draws.timesMax),
      };
    case 'crash':
      return { kind, call, side: when };
    case 'freeze':
      return { kind, call, when, seconds: pick(random, draws.freezeSeconds) };
    case 'stop-executions':
    case 'invoke-again':
      return { kind };
  }
}

/** Lets it befall the functions; returns how to take it back, if it does not pass by itself. */
export function befallFunctions(
  aws: Pick<SimulatedAws, 'world' | 'onApiCall'>,
  { executions }: Pick<SimulatedRegion['lambda'], 'executions'>,
  event: FunctionEvent<ApiCall['service'], Fault>,
): (() => void) | undefined {
  const running = executions.all().filter(({ journal }) => journal.status === 'RUNNING');
  switch (event.kind) {
    case 'api': {
      const { kind: name, api: service, skip, times } = event;
      const fault =
        event.fault === 'slow'
          ? ({ kind: 'slow', milliseconds: SLOW_MILLISECONDS } as const)
          : faultOf(event.fault, service);
      return aws.world.faults.add({ name, service, skip, times, matches: isOfFunction, fault });
    }
    case 'crash':
      return strikeOnce(aws, event.call, `crash-${event.side}`);
    case 'freeze': {
      const freezeMilliseconds = event.seconds * 1_000;
      return strikeOnce(aws, event.call, { freezeMilliseconds, when: event.when });
    }
    case 'stop-executions':
      for (const { arn } of running) executions.stop(arn);
      return undefined;
    case 'invoke-again':
      for (const { arn } of running) executions.invokeAgain(arn);
      return undefined;
  }
}

function isOfFunction(call: { readonly cause: { readonly kind: string } }): boolean {
  return call.cause.kind === 'invocation';
}
