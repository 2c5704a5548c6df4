import type { KubernetesObject } from '../objects/kubernetes-object.ts';
import { judgeApplied } from './judge-applied.ts';

const LIVE: KubernetesObject = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: {
    name: 'settings',
    namespace: 'erp',
    resourceVersion: '7',
    managedFields: [{ manager: 'other' }],
  },
  data: { greeting: 'hello' },
};
const failure = (reason: string, message: string, causes: object[] = []) => ({
  kind: 'Status',
  reason,
  message,
  details: { causes },
});

describe('what became of an object', () => {
  it.each([
    ['created', 201, LIVE, undefined, 'created'],
    ['made by somebody else meanwhile', 200, LIVE, undefined, 'changed'],
    [
      'unchanged, although another manages it now',
      200,
      { ...LIVE, metadata: { ...LIVE.metadata, resourceVersion: '8', managedFields: [] } },
      LIVE,
      'unchanged',
    ],
    [
      'unchanged, although its status moved',
      200,
      { ...LIVE, status: { ready: 3 } },
      LIVE,
      'unchanged',
    ],
    ['changed', 200, { ...LIVE, data: { greeting: 'hi' } }, LIVE, 'changed'],
    [
      'changed in a label',
      200,
      { ...LIVE, metadata: { ...LIVE.metadata, labels: { a: 'b' } } },
      LIVE,
      'changed',
    ],
  ])('is said to be %s', (_what, status, body, before, action) => {
    expect(judgeApplied({ status, body }, before)).toEqual({ result: 'applied', action });
  });

  it.each([
    [
      'a manager holds it',
      409,
      failure('Conflict', 'Apply failed', [
        { reason: 'FieldManagerConflict', message: 'conflict with "x"', field: '.data' },
      ]),
      'conflict',
    ],
    [
      'a conflict without managers passes',
      409,
      failure('Conflict', 'the object has been modified'),
      'later',
    ],
    [
      'its name space is ending',
      403,
      failure(
        'Forbidden',
        'unable to create new content in namespace erp because it is being terminated',
      ),
      'later',
    ],
    [
      'a webhook does not answer',
      500,
      failure('InternalError', 'failed calling webhook "x": connection refused'),
      'later',
    ],
    [
      'a right is missing',
      403,
      failure('Forbidden', 'User "u" cannot patch resource "configmaps"'),
      'forbidden',
    ],
    ['admission says no', 403, failure('Forbidden', 'exceeded quota: pods'), 'refused'],
    [
      'its name space is not there',
      404,
      failure('NotFound', 'namespaces "erp" not found'),
      'absent',
    ],
    ['it is invalid', 422, failure('Invalid', 'spec.replicas: Invalid value'), 'refused'],
    ['a proxy answers in its own words', 418, '<html>teapot</html>', 'refused'],
  ])('where %s', (_where, status, body, result) => {
    expect(judgeApplied({ status, body }, undefined).result).toBe(result);
  });

  it('is to be asked again where it goes away just now', () => {
    const body = {
      ...LIVE,
      metadata: { ...LIVE.metadata, deletionTimestamp: '2026-11-22T03:00:00Z' },
    };

    expect(judgeApplied({ status: 200, body }, LIVE)).toMatchObject({ result: 'later' });
  });
});
