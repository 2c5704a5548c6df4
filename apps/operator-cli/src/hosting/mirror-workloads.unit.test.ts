import { workloadOf } from './mirror-workloads.ts';

function deployment(container: object, status: { readyReplicas: number }) {
  return {
    metadata: { name: 'konecta-erp' },
    spec: {
      replicas: 3,
      template: { spec: { containers: [{ env: [], envFrom: [], ...container }] } },
    },
    status,
  };
}

const SETTINGS = new Map([
  ['konecta-erp', { DATABASE_HOST: 'replica.example.com', AWS_REGION: 'eu-west-1' }],
  ['other', { DATABASE_HOST: 'elsewhere.example.com' }],
]);

describe('what the simulated world is told of a real deployment', () => {
  it.each([
    [
      'its configuration',
      { envFrom: [{ configMapRef: { name: 'konecta-erp' } }] },
      'replica.example.com',
    ],
    [
      'a value of its own',
      { env: [{ name: 'DATABASE_HOST', value: 'own.example.com' }] },
      'own.example.com',
    ],
    [
      'its own value before its configuration',
      {
        env: [{ name: 'DATABASE_HOST', value: 'own.example.com' }],
        envFrom: [{ configMapRef: { name: 'konecta-erp' } }],
      },
      'own.example.com',
    ],
    [
      'nothing where its configuration is not there yet',
      { envFrom: [{ configMapRef: { name: 'later' } }] },
      undefined,
    ],
    [
      'nothing of a secret, which is not read',
      { envFrom: [{}], env: [{ name: 'DATABASE_HOST' }] },
      undefined,
    ],
  ])('is the database of %s', (_what, container, host) => {
    const told = workloadOf(deployment(container, { readyReplicas: 2 }), SETTINGS);

    expect(told.values['DATABASE_HOST']).toBe(host);
    expect(told).toMatchObject({ name: 'konecta-erp', desired: 3, ready: 2 });
  });
});
