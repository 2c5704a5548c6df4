import type { KubernetesObject } from '../objects/kubernetes-object.ts';
import { judgeScope, placeObject } from './judge-scope.ts';

const SCOPE = {
  namespaces: ['konecta-erp', 'konecta-jobs'],
  clusterKinds: ['Namespace', 'PriorityClass'],
};

function object(kind: string, name: string, namespace?: string): KubernetesObject {
  const place = namespace === undefined ? {} : { namespace };
  return { apiVersion: 'v1', kind, metadata: { name, ...place } };
}

describe('what a bundle may touch', () => {
  it.each([
    ['its own name space', object('ConfigMap', 'a', 'konecta-erp'), true],
    ['another that was allowed', object('ConfigMap', 'a', 'konecta-jobs'), true],
    ['its own name space itself', object('Namespace', 'konecta-erp'), false],
    ['an allowed kind of the whole cluster', object('PriorityClass', 'high'), false],
  ])('is %s', (_what, one, namespaced) => {
    expect(judgeScope(one, namespaced, SCOPE)).toBeUndefined();
  });

  it.each([
    [
      'the name space of the system',
      object('ConfigMap', 'a', 'kube-system'),
      true,
      'ConfigMap kube-system/a: expected a name space among konecta-erp, konecta-jobs, found kube-system',
    ],
    [
      'a name space that begins alike',
      object('ConfigMap', 'a', 'konecta-erp-other'),
      true,
      'found konecta-erp-other',
    ],
    ['no name space at all', object('ConfigMap', 'a'), true, 'found undefined'],
    [
      'a right over the whole cluster',
      object('ClusterRole', 'all'),
      false,
      'ClusterRole all: it belongs to the whole cluster; expected one of Namespace, PriorityClass',
    ],
    [
      'another name space itself',
      object('Namespace', 'payroll'),
      false,
      'Namespace payroll: expected a name space among',
    ],
    // A kind that is named like an allowed one, but lives in a name space, is judged by its place.
    [
      'an allowed kind in a strange name space',
      object('PriorityClass', 'high', 'default'),
      true,
      'found default',
    ],
  ])('is never %s', (_what, one, namespaced, words) => {
    expect(judgeScope(one, namespaced, SCOPE)).toContain(words);
  });
});

describe('where an object belongs', () => {
  it.each([
    ['to the application, when it says nothing', object('ConfigMap', 'a'), true, 'konecta-erp'],
    ['where it says', object('ConfigMap', 'a', 'konecta-jobs'), true, 'konecta-jobs'],
    [
      'to no name space, when its kind has none',
      object('PriorityClass', 'a', 'konecta-erp'),
      false,
      undefined,
    ],
  ])('%s', (_where, one, namespaced, namespace) => {
    expect(placeObject(one, namespaced, 'konecta-erp').metadata.namespace).toBe(namespace);
  });
});
