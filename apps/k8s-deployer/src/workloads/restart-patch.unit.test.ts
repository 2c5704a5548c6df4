import type { KubernetesObject } from '../objects/kubernetes-object.ts';
import { chooseWorkloads } from './choose-workload.ts';
import { restartPatch } from './restart-patch.ts';

const NOW = Date.UTC(2026, 10, 22, 3, 0, 20, 700);

function workload(
  name: string,
  labels: object = {},
  annotations?: object,
  kind = 'Deployment',
): KubernetesObject {
  const metadata = { labels, ...(annotations ? { annotations } : {}) };
  return { apiVersion: 'apps/v1', kind, metadata: { name }, spec: { template: { metadata } } };
}

const service = (selector?: object): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'konecta-erp' },
  spec: selector ? { selector } : {},
});

describe('a restart', () => {
  const patch = {
    spec: {
      template: {
        metadata: {
          annotations: {
            'kubectl.kubernetes.io/restartedAt': '2026-11-22T03:00:20Z',
            'understudy/restarted-for': 'dr-2',
          },
        },
      },
    },
  };

  it.each([
    ['a workload without annotations', workload('web'), patch],
    [
      'one that was restarted for another incident',
      workload('web', {}, { 'understudy/restarted-for': 'dr-1' }),
      patch,
    ],
    [
      'one that a person restarted',
      workload('web', {}, { 'kubectl.kubernetes.io/restartedAt': 'x' }),
      patch,
    ],
    [
      'one that was restarted for this incident: nothing',
      workload('web', {}, { 'understudy/restarted-for': 'dr-2' }),
      undefined,
    ],
  ])('of %s', (_what, live, expected) => {
    expect(restartPatch(live, 'dr-2', NOW)).toEqual(expected);
  });
});

describe('the workloads of the main service', () => {
  const web = workload('web', { app: 'erp', tier: 'web' });
  const worker = workload('worker', { app: 'erp', tier: 'worker' });
  const named = workload('konecta-erp', { app: 'other' }, undefined, 'StatefulSet');

  it.each([
    [
      'those that its selector finds, by all of it',
      service({ app: 'erp', tier: 'web' }),
      [web, worker, named],
      ['web'],
    ],
    [
      'every one that its selector finds',
      service({ app: 'erp' }),
      [web, worker, named],
      ['web', 'worker'],
    ],
    ['the one of its name where it selects nothing', service(), [web, named], ['konecta-erp']],
    [
      'the one of its name where it selects nobody',
      service({ app: 'gone' }),
      [web, named],
      ['konecta-erp'],
    ],
    ['the one of its name where it is not there', undefined, [web, named], ['konecta-erp']],
  ])('are %s', (_what, one, workloads, names) => {
    const choice = chooseWorkloads('konecta-erp', one, workloads);

    expect(
      choice.result === 'found' && choice.workloads.map(({ metadata }) => metadata.name),
    ).toEqual(names);
  });

  it('are never everything: an empty selector finds nobody', () => {
    const choice = chooseWorkloads('konecta-erp', service({}), [web, worker]);

    expect(choice).toEqual({
      result: 'none',
      sentence: expect.stringMatching(
        /found Deployment web, Deployment worker\. Set APP_SERVICE_NAME/,
      ),
    });
  });
});
