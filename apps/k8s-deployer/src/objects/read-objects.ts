import * as z from 'zod';

import type { KubernetesApi } from '../access/kubernetes-api.ts';
import { listPath, objectPath, unexpectedAnswer, type ApiResource } from './discovery.ts';
import { KubernetesObject, type ObjectName } from './kubernetes-object.ts';

/** Items of one page, and pages of one list: 10,000 pods of one workload are a question asked wrongly. */
const PAGE_ITEMS = 500;
const PAGES_MAX = 20;

const ListPage = z.object({
  metadata: z.object({ continue: z.string().optional() }).default({}),
  items: z.array(z.looseObject({ metadata: z.looseObject({ name: z.string() }) })),
});

export async function readObject(
  api: KubernetesApi,
  resource: ApiResource,
  name: Pick<ObjectName, 'namespace' | 'name'>,
  signal: AbortSignal,
): Promise<KubernetesObject | undefined> {
  const { status, body } = await api.send(
    { method: 'GET', path: objectPath(resource, name) },
    signal,
  );
  if (status === 404) return undefined;
  const parsed = KubernetesObject.safeParse(body);
  if (status !== 200 || !parsed.success) {
    throw unexpectedAnswer(status, body, `${resource.plural} ${name.name}`);
  }
  return parsed.data;
}

/** All of a kind in a name space, or everywhere; kind and version are filled in, lists leave them out. */
export async function listObjects(
  api: KubernetesApi,
  list: { readonly resource: ApiResource; readonly kind: string },
  where: {
    readonly namespace?: string;
    readonly labelSelector?: string;
    readonly fieldSelector?: string;
  },
  signal: AbortSignal,
): Promise<readonly KubernetesObject[]> {
  const { resource, kind } = list;
  const path = listPath(resource, where.namespace);
  const found: KubernetesObject[] = [];
  let next: string | undefined;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const query = {
      limit: String(PAGE_ITEMS),
      ...(where.labelSelector === undefined ? {} : { labelSelector: where.labelSelector }),
      ...(where.fieldSelector === undefined ? {} : { fieldSelector: where.fieldSelector }),
      ...(next === undefined ? {} : { continue: next }),
    };
    const { status, body } = await api.send({ method: 'GET', path, query }, signal);
    const parsed = ListPage.safeParse(body);
    if (status !== 200 || !parsed.success) throw unexpectedAnswer(status, body, resource.plural);
    for (const item of parsed.data.items) {
      const named = { apiVersion: resource.apiVersion, kind, ...item };
      const object = KubernetesObject.safeParse(named);
      if (object.success) found.push(object.data);
    }
    next = parsed.data.metadata.continue;
    if (next === undefined || next === '') return found;
  }
  return found;
}
