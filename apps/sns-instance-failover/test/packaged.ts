import path from 'node:path';

import {
  createScene,
  readPackagedFunctions,
  withStageFile,
  type Scene,
  type SceneOptions,
} from '@understudy/fault-simulation';

const WORKSPACE = path.resolve(__dirname, '../../..');

/** A scene over the packaged functions; `config` replaces the stage file. */
export function scene(
  options: Omit<SceneOptions, 'package'> & { readonly config?: string } = {},
): Promise<Scene> {
  const { config, ...rest } = options;
  const stack = readPackagedFunctions(WORKSPACE, 'prod', 'us-east-1');
  return createScene({
    ...rest,
    package: config === undefined ? stack : withStageFile(stack, 'prod', config),
  });
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
