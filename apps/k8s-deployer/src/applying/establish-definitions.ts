import type { Clock } from '@understudy/clock';
import { RetryableError, TerminalError } from '@understudy/errors';
import * as z from 'zod';

import type { KubernetesApi } from '../access/kubernetes-api.ts';
import { nameOf } from '../objects/kubernetes-object.ts';
import { readObject } from '../objects/read-objects.ts';
import type { Resolved } from './resolve-manifests.ts';

/** An API server establishes a definition within a second or two; one that clashes never. */
const ESTABLISH_SECONDS_MAX = 30;
const LOOK_MILLISECONDS = 100;

const Conditions = z.object({
  status: z.object({
    conditions: z.array(
      z.object({ type: z.string(), status: z.string(), message: z.string().default('') }),
    ),
  }),
});

/** Waits until the API serves what the definitions define: only then can such objects be applied. */
export async function establishDefinitions(
  world: { readonly api: KubernetesApi; readonly clock: Clock },
  definitions: readonly Resolved[],
  signal: AbortSignal,
): Promise<void> {
  const end = world.clock.now() + ESTABLISH_SECONDS_MAX * 1_000;
  for (const { object, resource } of definitions) {
    for (;;) {
      const live = await readObject(world.api, resource, nameOf(object), signal);
      const parsed = Conditions.safeParse(live);
      const conditions = parsed.success ? parsed.data.status.conditions : [];
      const is = (type: string, status: string) =>
        conditions.find((one) => one.type === type && one.status === status);
      if (is('Established', 'True')) break;
      const refused = is('NamesAccepted', 'False');
      if (refused) {
        throw new TerminalError(
          'DefinitionRefused',
          `${object.metadata.name}: expected names that no other definition has, found: ${refused.message}`,
        );
      }
      if (world.clock.now() >= end) {
        throw new RetryableError(
          'ApiUnreachable',
          `${object.metadata.name} was not established within ${ESTABLISH_SECONDS_MAX} s; ask again.`,
        );
      }
      await world.clock.sleep(LOOK_MILLISECONDS, signal);
    }
  }
}
