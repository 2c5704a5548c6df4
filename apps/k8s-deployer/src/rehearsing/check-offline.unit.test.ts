import type { KubernetesObject } from '../objects/kubernetes-object.ts';
import { checkOffline } from './check-offline.ts';

const deployment = (spec: object): KubernetesObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec,
});
const container = (more: object) => ({
  template: { spec: { containers: [{ name: 'app', ...more }] } },
});

describe('an object without a server to ask', () => {
  it.each([
    ['a field that is known', deployment({ replicas: 3 }), []],
    [
      'a port by its name',
      deployment(container({ readinessProbe: { httpGet: { path: '/', port: 'http' } } })),
      [],
    ],
    ['a map of texts', deployment({ selector: { matchLabels: { app: 'web' } } }), []],
    [
      'a misspelt field',
      deployment({ replica: 3 }),
      ['spec.replica: expected a field that is known, found replica'],
    ],
    [
      'a text for a number',
      deployment({ replicas: '3' }),
      [expect.stringMatching(/^spec\.replicas: expected a number/)],
    ],
    [
      'a number for a text',
      deployment(container({ image: 7 })),
      [expect.stringMatching(/containers\[0\]\.image: expected a text/)],
    ],
    [
      'an object for a list',
      deployment({ template: { spec: { containers: {} } } }),
      [expect.stringMatching(/containers: expected a list/)],
    ],
    [
      'a list for a map',
      deployment({ selector: { matchLabels: [] } }),
      [expect.stringMatching(/matchLabels: expected a map/)],
    ],
    [
      'a text for a truth',
      deployment({ paused: 'yes' }),
      [expect.stringMatching(/paused: expected true or false/)],
    ],
  ])("is checked against the client's models: %s", (_what, object, problems) => {
    expect(checkOffline(object, [])).toEqual({ problems, against: "the client's models" });
  });

  it('is checked against the definition that the bundle brings, of its own version only', () => {
    const schema = {
      type: 'object',
      properties: { spec: { type: 'object', required: ['seats'] } },
    };
    const kinds = [
      {
        apiVersion: 'a.example.com/v1',
        kind: 'Tenant',
        plural: 'tenants',
        namespaced: true,
        schema,
      },
    ];
    const tenant = (apiVersion: string): KubernetesObject => ({
      apiVersion,
      kind: 'Tenant',
      metadata: { name: 'acme' },
      spec: {},
    });

    expect(checkOffline(tenant('a.example.com/v1'), kinds)).toEqual({
      problems: ['spec.seats: required'],
      against: "the definition's schema",
    });
    expect(checkOffline(tenant('a.example.com/v2'), kinds)).toEqual({
      problems: [],
      against: 'nothing: no schema of it is known here',
    });
  });
});
