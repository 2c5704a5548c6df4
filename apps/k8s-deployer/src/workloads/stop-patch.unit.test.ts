import type { KubernetesObject } from '../objects/kubernetes-object.ts';
import { isStopSeen, startPatch, stopPatch, wantsPods } from './stop-patch.ts';

function workload(kind: string, spec: object, more: object = {}): KubernetesObject {
  return { apiVersion: 'apps/v1', kind, metadata: { name: 'a', ...more }, spec };
}

const STOPPED = {
  annotations: { 'understudy/stopped-from': '3', 'understudy/stopped-by': 'dr-1' },
};

describe('stopping a workload', () => {
  it.each([
    ['Deployment', { replicas: 3 }, '3', { replicas: 0 }],
    ['StatefulSet', {}, '1', { replicas: 0 }],
    ['CronJob', {}, 'running', { suspend: true }],
    ['Job', { suspend: false }, 'running', { suspend: true }],
    [
      'DaemonSet',
      { template: { spec: {} } },
      'everywhere',
      { template: { spec: { nodeSelector: { 'understudy/stopped': 'true' } } } },
    ],
  ])('of kind %s writes down what it was in the same patch', (kind, spec, was, stopped) => {
    expect(stopPatch(workload(kind, spec), 'dr-1')).toEqual({
      metadata: {
        annotations: { 'understudy/stopped-from': was, 'understudy/stopped-by': 'dr-1' },
      },
      spec: stopped,
    });
  });

  it.each([
    ['it stands still', workload('Deployment', { replicas: 0 })],
    ['it is suspended', workload('CronJob', { suspend: true })],
    [
      'a deployment counts it',
      workload('ReplicaSet', { replicas: 3 }, { ownerReferences: [{ kind: 'Deployment' }] }),
    ],
    [
      'it has ended',
      { ...workload('Job', {}), status: { conditions: [{ type: 'Complete', status: 'True' }] } },
    ],
  ])('changes nothing where %s', (_why, live) => {
    expect(stopPatch(live, 'dr-1')).toBeUndefined();
    expect(wantsPods(live)).toBe(false);
  });

  it('also stops a job that a suspended schedule made: it goes on by itself', () => {
    const job = workload('Job', {}, { ownerReferences: [{ kind: 'CronJob' }] });

    expect(stopPatch(job, 'dr-1')).toBeDefined();
    expect(wantsPods(job)).toBe(true);
  });

  it('is seen only when its controller has seen it', () => {
    const live = workload('Deployment', { replicas: 0 }, { generation: 4 });

    expect(isStopSeen({ ...live, status: { observedGeneration: 3 } })).toBe(false);
    expect(isStopSeen({ ...live, status: { observedGeneration: 4 } })).toBe(true);
    expect(isStopSeen(live)).toBe(false);
    expect(isStopSeen(workload('CronJob', { suspend: true }))).toBe(true);
  });
});

describe('starting a workload', () => {
  it.each([
    ['what it was', workload('Deployment', { replicas: 0 }, STOPPED), { replicas: 3 }],
    ['running', workload('CronJob', { suspend: true }, STOPPED), { suspend: false }],
    [
      'one, where the mark is none of ours',
      workload(
        'Deployment',
        { replicas: 0 },
        { annotations: { 'understudy/stopped-from': '-1; x' } },
      ),
      { replicas: 1 },
    ],
  ])('makes it %s and takes the mark away', (_what, live, spec) => {
    expect(startPatch(live)).toEqual({
      metadata: { annotations: { 'understudy/stopped-from': null, 'understudy/stopped-by': null } },
      spec,
    });
  });

  it('leaves what somebody started since as they set it', () => {
    expect(startPatch(workload('Deployment', { replicas: 7 }, STOPPED))).not.toHaveProperty('spec');
  });

  it('leaves alone what was not stopped by us', () => {
    expect(startPatch(workload('Deployment', { replicas: 0 }))).toBeUndefined();
  });
});
