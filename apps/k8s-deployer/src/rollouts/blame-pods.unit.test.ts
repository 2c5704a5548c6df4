import { blamePods } from './blame-pods.ts';
import { PATIENCE, type Rollout } from './rollout.ts';
import { Pod } from './workload-schemas.ts';

const NOW = Date.UTC(2026, 10, 22, 3);
const GOING: Rollout = {
  state: 'progressing',
  ready: 0,
  desired: 2,
  reason: '0 of 2 are available',
};

function pod(name: string, status: object, more: object = {}): Pod {
  const creationTimestamp = new Date(NOW - 60_000).toISOString();
  return Pod.parse({ metadata: { name, creationTimestamp, ...more }, status });
}

const waits = (reason: string, restartCount = 0) => ({
  containerStatuses: [{ name: 'app', restartCount, state: { waiting: { reason } } }],
});
const BAD = pod('bad', waits('ImagePullBackOff'));
const SLOW = pod('slow', waits('ContainerCreating'));
const FAILED = pod('failed', { phase: 'Failed', reason: 'Evicted' });

describe('what pods add to a rollout that is under way', () => {
  it.each([
    [
      'a pod that will not come up ends it, by name',
      'Deployment',
      [SLOW, BAD],
      [],
      'failed',
      /^pod bad: ImagePullBackOff/,
    ],
    [
      'a pod that is on its way says what it waits for',
      'Deployment',
      [SLOW],
      [],
      'progressing',
      /^0 of 2 are available; ContainerCreating/,
    ],
    [
      'a pod that is being deleted is blamed for nothing',
      'Deployment',
      [pod('old', waits('ImagePullBackOff'), { deletionTimestamp: 'now' })],
      [],
      'progressing',
      /^0 of 2 are available$/,
    ],
    ['a failed pod ends a stateful set', 'StatefulSet', [FAILED], [], 'failed', /Evicted/],
    ['a failed pod of a job is counted by the job', 'Job', [FAILED], [], 'progressing', /^0 of 2/],
    [
      'an image that cannot be pulled ends a job all the same',
      'Job',
      [BAD],
      [],
      'failed',
      /ImagePullBackOff/,
    ],
    [
      'refused pods end it where not one is there',
      'StatefulSet',
      [],
      ['FailedCreate: quota'],
      'failed',
      /^FailedCreate: quota$/,
    ],
    [
      'refused pods are told while some are there',
      'StatefulSet',
      [pod('one', { conditions: [{ type: 'Ready', status: 'True' }] })],
      ['FailedCreate: quota'],
      'progressing',
      /FailedCreate: quota$/,
    ],
    [
      'nothing is known without pods',
      'Deployment',
      [],
      [],
      'progressing',
      /^0 of 2 are available$/,
    ],
  ] as const)('%s', (_what, kind, pods, refusedPods, state, reason) => {
    const judged = blamePods(GOING, kind, { pods, refusedPods }, PATIENCE, NOW);

    expect(judged).toMatchObject({ state, reason: expect.stringMatching(reason) });
  });

  it.each(['complete', 'failed'] as const)('changes nothing of one that is %s', (state) => {
    const ended: Rollout = { state, ready: 2, desired: 2 };

    expect(blamePods(ended, 'Deployment', { pods: [BAD], refusedPods: [] }, PATIENCE, NOW)).toBe(
      ended,
    );
  });
});
