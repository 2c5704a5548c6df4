import { createVirtualClock, type VirtualClock } from '@understudy/clock';

import { createRandom } from '../kernel/random.ts';
import { createEnvironment, type Environment, type EnvironmentDoor } from './create-environment.ts';

export const START = Date.UTC(2026, 0, 5, 9);
const ORIGIN = { invocationId: 'invocation-1' };

export interface EnvironmentSubject {
  readonly clock: VirtualClock;
  readonly environment: Environment;
  readonly output: string[];
  readonly crashes: unknown[];
  invoke(event?: unknown): Promise<unknown>;
}

export function createEnvironmentSubject(
  source: string,
  overrides: {
    files?: Record<string, string>;
    http?: (door: EnvironmentDoor) => object;
    seed?: string;
  } = {},
): EnvironmentSubject {
  const clock = createVirtualClock(START);
  const output: string[] = [];
  const crashes: unknown[] = [];
  const texts = { 'src/handler.js': source, ...overrides.files };
  const environment = createEnvironment({
    id: 'env-1',
    clock,
    random: createRandom(overrides.seed ?? 'environment'),
    files: new Map(Object.entries(texts).map(([path, text]) => [path, Buffer.from(text)])),
    handler: 'src/handler.main',
    variables: { STAGE: 'dev' },
    httpModules: (door) => ({ http: overrides.http?.(door) ?? {}, https: {} }),
    write: (stream, text) => output.push(`${stream}: ${text}`),
    onCrash: (error) => crashes.push(error),
  });
  environment.load();
  return {
    clock,
    environment,
    output,
    crashes,
    invoke: (event) => environment.invoke(event, {}, ORIGIN),
  };
}
