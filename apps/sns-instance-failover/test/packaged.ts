import path from 'node:path';

import {
  createScene,
  readPackagedFunctions,
  withStageFile,
  type Scene,
  type SceneOptions,
  type StackPackage,
} from '@understudy/fault-simulation';
import type { Incident, OutcomeName } from '@understudy/leases';

import { createSourceFunctions } from '../src/simulation/index.ts';

const WORKSPACE = path.resolve(__dirname, '../../..');

/** Read once for each file of tests: what is unpacked and compiled of it is kept by its bytes. */
let packaged: StackPackage | undefined;

/** A scene over the packaged functions; `config` replaces the stage file. */
export function scene(
  options: Omit<SceneOptions, 'package'> & { readonly config?: string } = {},
): Promise<Scene> {
  const { config, ...rest } = options;
  packaged ??= readPackagedFunctions(WORKSPACE, 'prod', 'us-east-1');
  return createScene({
    ...rest,
    package: config === undefined ? packaged : withStageFile(packaged, 'prod', config),
  });
}

const sourceFunctions = createSourceFunctions({ root: WORKSPACE });

/**
 * The same scene, its functions from source: a tenth of the time, for stories of many services.
 * That they do what the packaged ones do is `source-mode`'s to show.
 */
export function sourceScene(
  options: Omit<SceneOptions, 'package' | 'sourceFunctions'> = {},
): Promise<Scene> {
  return scene({ ...options, sourceFunctions });
}

/** The last incident that is not the adoption of a new service. */
export async function lastOutcome(
  of: Scene,
  service?: string,
): Promise<
  { readonly name: string; readonly reason: string; readonly sentence: string } | undefined
> {
  const incidents = await of.incidents(service);
  return incidents.at(-1)?.outcome;
}

/** How the last incident that ended with this name ended. */
export async function outcomeOf(
  of: Scene,
  name: OutcomeName,
  service?: string,
): Promise<Incident['outcome']> {
  const incidents = await of.incidents(service);
  return incidents.findLast(({ outcome }) => outcome?.name === name)?.outcome;
}

/** A person's order through the router, as the CLI sends it; it binds what is so unless said. */
export async function order(
  of: Scene,
  kind: 'run' | 'switchover' | 'failback' | 'accept' | 'approve',
  said: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const { state } = await of.record();
  const present = { expectedActive: state?.active, expectedEpoch: state?.epoch };
  const signed = { kind, by: 'operator', reason: 'a test', id: `${kind}-${of.clock.now()}` };
  await of.invokeRouter({ service: of.pair.name, order: { ...signed, ...present, ...said } });
}
