import { createScene, type Scene, type SceneOptions } from '@understudy/fault-simulation';
import type { StackPackage } from '@understudy/aws-simulator';

/** Which functions a measurement runs: the packaged ones, or the same ones from source. */
export interface Subject {
  readonly stack: StackPackage;
  readonly sourceFunctions?: NonNullable<SceneOptions['sourceFunctions']>;
}

/**
 * Twenty seconds after a full minute: the alarms' evaluations then come before the reconciler's
 * minute, and a failover is driven by its alarm.
 */
const START_MS = Date.UTC(2026, 10, 22, 3, 0, 20);

/** The document's world with the field's latencies, settled and armed. */
export function createMeasuredScene(
  { stack, sourceFunctions }: Subject,
  options: Omit<SceneOptions, 'package' | 'sourceFunctions'>,
): Promise<Scene> {
  return createScene({
    package: stack,
    fieldLatencies: true,
    startMilliseconds: START_MS,
    jupiter: { quickAlarms: true },
    ...(sourceFunctions ? { sourceFunctions, settlingTurns: 0 } : {}),
    ...options,
  });
}

/** When the service was served again after it had failed; `undefined`: it was not, or never failed. */
export function servedAgainAt(at: Scene, sinceMilliseconds: number): number | undefined {
  const { stretches } = at.probe.report(at.pair.targetGroupName);
  const last = stretches.at(-1);
  if (last?.service !== 'served' || !last.began || last.began.at <= sinceMilliseconds) {
    return undefined;
  }
  return last.began.at;
}
