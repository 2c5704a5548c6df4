import type { Eks, Workload } from '@understudy/aws-simulator';
import type { Clock } from '@understudy/clock';
import type { KubernetesApi } from '@understudy/k8s-deployer';
import * as z from 'zod';

/** Often enough for a board; a namespace of one application is two small lists. */
const LOOK_MS = 300;

const Deployments = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string() }),
      spec: z.object({
        replicas: z.int().default(1),
        template: z.object({
          spec: z.object({
            containers: z.array(
              z.object({
                env: z
                  .array(z.object({ name: z.string(), value: z.string().optional() }))
                  .default([]),
                envFrom: z
                  .array(z.object({ configMapRef: z.object({ name: z.string() }).optional() }))
                  .default([]),
              }),
            ),
          }),
        }),
      }),
      status: z.object({ readyReplicas: z.int().default(0) }).prefault({}),
    }),
  ),
});
type Deployment = z.infer<typeof Deployments>['items'][number];

const ConfigMaps = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string() }),
      data: z.record(z.string(), z.string()).default({}),
    }),
  ),
});

type Settings = ReadonlyMap<string, Readonly<Record<string, string>>>;

export interface Mirrored {
  readonly api: KubernetesApi;
  readonly eks: Eks;
  readonly clusterName: string;
  readonly namespace: string;
  readonly real: Clock;
}

const KUBERNETES = { cause: { kind: 'service', name: 'kubernetes' } } as const;

/**
 * The simulated world lives by what runs in its clusters: users are served by ready pods that know
 * their database. This tells it what the real API says of them, until the signal ends it.
 */
export async function mirrorWorkloads(mirrored: Mirrored, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await look(mirrored, signal).catch(() => undefined);
    await mirrored.real.sleep(LOOK_MS, signal).catch(() => undefined);
  }
}

/** An API that does not answer says nothing: the next look does. */
async function look(
  { api, eks, clusterName, namespace }: Mirrored,
  signal: AbortSignal,
): Promise<void> {
  const list = async (path: string): Promise<unknown> =>
    (await api.send({ method: 'GET', path }, signal)).body;
  const deployments = Deployments.parse(
    await list(`/apis/apps/v1/namespaces/${namespace}/deployments`),
  );
  const maps = ConfigMaps.parse(await list(`/api/v1/namespaces/${namespace}/configmaps`));
  const settings = new Map(maps.items.map(({ metadata, data }) => [metadata.name, data]));
  for (const deployment of deployments.items) {
    const workload = workloadOf(deployment, settings);
    eks.workloads.report({ clusterName, namespace, ...workload }, KUBERNETES);
  }
}

/** What a user and a database see of it: pods, and the values that they were given. */
export function workloadOf(
  { metadata, spec, status }: Deployment,
  settings: Settings,
): Pick<Workload, 'name' | 'desired' | 'ready' | 'values'> {
  const values = spec.template.spec.containers.flatMap(({ env, envFrom }) => [
    ...envFrom.flatMap(({ configMapRef }) =>
      Object.entries(settings.get(configMapRef?.name ?? '') ?? {}),
    ),
    ...env.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value] as const])),
  ]);
  return {
    name: metadata.name,
    desired: spec.replicas,
    ready: status.readyReplicas,
    values: Object.fromEntries(values),
  };
}
