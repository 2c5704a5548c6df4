import type { KubernetesObject } from '../objects/kubernetes-object.ts';
import {
  findAutoscaled,
  handOver,
  isAutoscaler,
  isOnlyHolderOfReplicas,
  withoutReplicas,
} from './autoscaled-replicas.ts';

const US = 'understudy';
const REPLICAS = { 'f:spec': { 'f:replicas': {} } };

function deployment(spec: unknown, managedFields?: unknown): KubernetesObject {
  const metadata = { name: 'web', namespace: 'erp', labels: { app: 'web' } };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: managedFields === undefined ? metadata : { ...metadata, managedFields },
    spec,
  };
}

const autoscaler = (scaleTargetRef: object, namespace = 'erp') => ({
  metadata: { namespace },
  spec: { scaleTargetRef },
});

describe('what autoscalers count', () => {
  it.each([
    [
      'by group, kind, name space and name',
      autoscaler({ apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }),
      ['apps/Deployment/erp/web'],
    ],
    [
      'of another version of the group: it is one object',
      autoscaler({ apiVersion: 'apps/v1beta2', kind: 'Deployment', name: 'web' }),
      ['apps/Deployment/erp/web'],
    ],
    [
      'of apps, where it names no group',
      autoscaler({ kind: 'StatefulSet', name: 'queue' }),
      ['apps/StatefulSet/erp/queue'],
    ],
    [
      'in its own name space only',
      autoscaler({ kind: 'Deployment', name: 'web' }, 'other'),
      ['apps/Deployment/other/web'],
    ],
    ['nothing, when it cannot be read', { metadata: {}, spec: {} }, []],
  ])('is named %s', (_how, one, expected) => {
    expect([...findAutoscaled([one])]).toEqual(expected);
  });

  it.each([
    ['autoscaling/v2', 'HorizontalPodAutoscaler', true],
    ['autoscaling/v1', 'HorizontalPodAutoscaler', true],
    ['keda.sh/v1', 'HorizontalPodAutoscaler', false],
    ['autoscaling/v2', 'VerticalPodAutoscaler', false],
  ])('%s %s: %s', (apiVersion, kind, is) => {
    expect(isAutoscaler({ apiVersion, kind })).toBe(is);
  });
});

describe('an object without its count', () => {
  it('keeps everything else, and is itself not changed', () => {
    const object = deployment({ replicas: 3, paused: false });

    expect(withoutReplicas(object)?.['spec']).toEqual({ paused: false });
    expect(object['spec']).toEqual({ replicas: 3, paused: false });
  });

  it.each([['no count'], [undefined], [null], ['text']])(
    'is none where it says none: %s',
    (spec) => {
      expect(
        withoutReplicas(deployment(spec === 'no count' ? { paused: true } : spec)),
      ).toBeUndefined();
    },
  );
});

describe('whether leaving the count out would take it away', () => {
  it.each([
    ['we alone have applied it', [{ manager: US, operation: 'Apply', fieldsV1: REPLICAS }], true],
    [
      'an autoscaler has set it',
      [
        {
          manager: 'kube-controller-manager',
          operation: 'Update',
          subresource: 'scale',
          fieldsV1: REPLICAS,
        },
      ],
      false,
    ],
    [
      'somebody holds it beside us',
      [
        { manager: US, operation: 'Apply', fieldsV1: REPLICAS },
        { manager: 'person', operation: 'Update', fieldsV1: REPLICAS },
      ],
      false,
    ],
    [
      'we hold other fields only',
      [{ manager: US, operation: 'Apply', fieldsV1: { 'f:spec': { 'f:paused': {} } } }],
      false,
    ],
    [
      'our restart has touched it, which is no apply',
      [{ manager: US, operation: 'Update', fieldsV1: REPLICAS }],
      false,
    ],
    ['nobody is known', undefined, false],
  ])('where %s', (_where, managed, would) => {
    expect(isOnlyHolderOfReplicas(deployment({ replicas: 3 }, managed), US)).toBe(would);
  });

  it('is held by its count alone, under its name', () => {
    expect(handOver(deployment({ replicas: 5, paused: true }))).toEqual({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web', namespace: 'erp' },
      spec: { replicas: 5 },
    });
    expect(handOver(deployment({ paused: true }))).toBeUndefined();
  });
});
