import * as z from 'zod';

import { describeObject, nameOf, type KubernetesObject } from '../objects/kubernetes-object.ts';

const Selected = z.object({
  spec: z.object({ selector: z.record(z.string(), z.string()) }),
});
const Template = z.object({
  spec: z.object({
    template: z.object({
      metadata: z.object({ labels: z.record(z.string(), z.string()).default({}) }),
    }),
  }),
});

export type WorkloadChoice =
  | { readonly result: 'found'; readonly workloads: readonly KubernetesObject[] }
  | { readonly result: 'none'; readonly sentence: string };

/**
 * Which workloads are behind the application's main service: those that its selector finds, or the
 * one that has its name (a service may stand for something outside, or not be there yet).
 */
export function chooseWorkloads(
  serviceName: string,
  service: KubernetesObject | undefined,
  workloads: readonly KubernetesObject[],
): WorkloadChoice {
  const selected = Selected.safeParse(service);
  const selector = Object.entries(selected.success ? selected.data.spec.selector : {});
  const behind = workloads.filter((workload) => {
    const template = Template.safeParse(workload);
    if (!template.success || selector.length === 0) return false;
    const { labels } = template.data.spec.template.metadata;
    return selector.every(([key, value]) => labels[key] === value);
  });
  if (behind.length > 0) return { result: 'found', workloads: behind };
  const named = workloads.filter(({ metadata }) => metadata.name === serviceName);
  if (named.length > 0) return { result: 'found', workloads: named };
  const found = workloads.map((one) => describeObject(nameOf(one))).join(', ') || 'none';
  const sentence =
    `Expected a workload behind the service ${serviceName}, or one of its name; found ${found}. ` +
    'Set APP_SERVICE_NAME to the service of the application.';
  return { result: 'none', sentence };
}
