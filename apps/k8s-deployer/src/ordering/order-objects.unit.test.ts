import { isPreparable, orderObjects, stageOf } from './order-objects.ts';

const of = (apiVersion: string, kind: string) => ({ apiVersion, kind });

describe('the order of a bundle', () => {
  it.each([
    ['a name space', of('v1', 'Namespace'), of('v1', 'ConfigMap')],
    [
      'a definition',
      of('apiextensions.k8s.io/v1', 'CustomResourceDefinition'),
      of('acme.example.com/v1', 'Tenant'),
    ],
    [
      'a role',
      of('rbac.authorization.k8s.io/v1', 'Role'),
      of('rbac.authorization.k8s.io/v1', 'RoleBinding'),
    ],
    ['configuration', of('v1', 'Secret'), of('apps/v1', 'Deployment')],
    ['a quota', of('v1', 'ResourceQuota'), of('apps/v1', 'StatefulSet')],
    ['the pods of an operator', of('apps/v1', 'Deployment'), of('acme.example.com/v1', 'Tenant')],
    [
      'what a webhook asks',
      of('acme.example.com/v1', 'Tenant'),
      of('admissionregistration.k8s.io/v1', 'ValidatingWebhookConfiguration'),
    ],
    // Somebody's own kind may have the name of one of Kubernetes'.
    ['a real deployment', of('apps/v1', 'Deployment'), of('acme.example.com/v1', 'Deployment')],
  ])('has %s first', (_what, first, later) => {
    expect(stageOf(first)).toBeLessThan(stageOf(later));
  });

  it('keeps the order of the bundle inside a stage, and has no empty stages', () => {
    const manifests = ['b', 'a'].map((name) => ({
      object: { ...of('v1', 'ConfigMap'), metadata: { name } },
    }));

    expect(orderObjects(manifests)).toEqual([manifests]);
  });

  it.each([
    [of('v1', 'Service'), true],
    [of('v1', 'ConfigMap'), true],
    [of('apps/v1', 'Deployment'), false],
    [of('batch/v1', 'Job'), false],
    [of('acme.example.com/v1', 'Tenant'), false],
  ])('says whether %j can be there before nodes are', (object, preparable) => {
    expect(isPreparable(object)).toBe(preparable);
  });
});
