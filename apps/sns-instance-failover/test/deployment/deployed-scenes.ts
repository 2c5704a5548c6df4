import type { CallFault } from '@understudy/aws-simulator';
import { createScene, type Scene, type StackPackage } from '@understudy/fault-simulation';

import { QUICK_MACHINES } from '../quick-machines.ts';

/** A package of which something was taken away, and the same package with a stage file of ours. */
export interface Deployed {
  readonly plain: StackPackage;
  readonly configured: StackPackage;
}

/** A deployed world with what the checks of its parts ask. */
export interface DeployedScene extends Scene {
  /** Raises the alarm of the primary, and lets what follows at once happen. */
  raiseAlarm(): Promise<void>;
  /** What executions were started for, in order. */
  triggers(): readonly string[];
  /** What the reconciler saw, in order. */
  deviations(): readonly string[];
  executionsFailed(): number;
  /** Messages that reached the topic for people. */
  told(): number;
  /** Lets time pass until the service's record is so, or for so long. */
  passUntil(seconds: number, holds: () => boolean | Promise<boolean>): Promise<void>;
  /** Every such call of a function is refused. */
  failCalls(service: 'ec2' | 'lambda', operation: string, functionName: string): void;
}

const REFUSED: CallFault = { kind: 'error', code: 'InternalFailure', status: 400, when: 'before' };

/** How often `passUntil` looks. */
const STRIDE_SECONDS = 10;

interface FailoverPayload {
  /** Absent: nothing came, and the function was only kept warm. */
  readonly trigger?: { readonly kind: string; readonly deviation?: string };
}

/** A scene over a package; unsettled (nothing has happened yet) unless a check needs more. */
export async function deployed(
  { plain }: Deployed,
  options: { readonly settled?: boolean } = {},
): Promise<DeployedScene> {
  const settling = options.settled === true ? {} : { settlingSeconds: 0 };
  return withQuestions(
    await createScene({
      package: plain,
      jupiter: { quickAlarms: true },
      ec2Timings: QUICK_MACHINES,
      ...settling,
    }),
  );
}

export function withQuestions<S extends Scene>(at: S): S & DeployedScene {
  const executions = () => at.region.lambda.executions.all();
  const triggers = () =>
    executions().flatMap(({ payload }) => (JSON.parse(payload) as FailoverPayload).trigger ?? []);
  return {
    ...at,
    async raiseAlarm() {
      await at.asPerson('monitoring', 'SetAlarmState', {
        AlarmName: at.pair.alarmNames[0],
        StateValue: 'ALARM',
        StateReason: 'a test',
      });
      await at.pass(10);
    },
    async passUntil(seconds, holds) {
      const end = at.clock.now() + seconds * 1_000;
      while (at.clock.now() < end && !(await holds())) await at.pass(STRIDE_SECONDS);
    },
    triggers: () => triggers().map(({ kind }) => kind),
    deviations: () => triggers().flatMap(({ deviation }) => deviation ?? []),
    executionsFailed: () =>
      executions().filter(({ journal }) => journal.status === 'FAILED').length,
    told: () =>
      at.aws.world.log.entries.filter(
        (entry) =>
          entry.kind === 'call' && entry.call.operation === 'Publish' && entry.result === 'ok',
      ).length,
    failCalls: (service, operation, functionName) =>
      void at.aws.world.faults.add({
        name: `${functionName} may not ${operation}`,
        service,
        operation,
        functionName,
        fault: REFUSED,
      }),
  };
}
