import { judgePod } from './judge-pod.ts';
import { blamePods } from './blame-pods.ts';
import { PATIENCE } from './rollout.ts';
import { Pod } from './workload-schemas.ts';

const NOW = Date.parse('2026-11-22T00:10:00Z');

function pod(ageSeconds: number, status: object, metadata: object = {}): Pod {
  const creationTimestamp = new Date(NOW - ageSeconds * 1_000).toISOString();
  return Pod.parse({ metadata: { name: 'web-1', creationTimestamp, ...metadata }, status });
}

const waiting = (reason: string, restartCount = 0) => ({
  containerStatuses: [{ name: 'app', restartCount, state: { waiting: { reason } } }],
});

describe('a pod', () => {
  it.each<[string, number, object, string]>([
    ['is ready', 5, { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] }, 'well'],
    ['has succeeded', 5, { phase: 'Succeeded' }, 'well'],
    ['has just been made', 0, {}, 'waiting'],
    ['pulls its image again', 19, waiting('ImagePullBackOff'), 'waiting'],
    ['still cannot pull it', 20, waiting('ImagePullBackOff'), 'failing'],
    ['has an image that is no name', 0, waiting('InvalidImageName'), 'failing'],
    ['waits for a secret', 29, waiting('CreateContainerConfigError'), 'waiting'],
    ['still waits for it', 30, waiting('CreateContainerConfigError'), 'failing'],
    ['crashed twice', 60, waiting('CrashLoopBackOff', 2), 'waiting'],
    ['crashed three times', 60, waiting('CrashLoopBackOff', 3), 'failing'],
    ['is being made', 600, waiting('ContainerCreating'), 'waiting'],
    [
      'has no node yet',
      179,
      { conditions: [{ type: 'PodScheduled', status: 'False' }] },
      'waiting',
    ],
    ['still has none', 180, { conditions: [{ type: 'PodScheduled', status: 'False' }] }, 'failing'],
    ['failed', 1, { phase: 'Failed', reason: 'Evicted' }, 'failing'],
  ])('that %s', (_what, ageSeconds, status, verdict) => {
    expect(judgePod(pod(ageSeconds, status), PATIENCE, NOW).verdict).toBe(verdict);
  });

  it('is judged by its init containers too', () => {
    const initContainerStatuses = [
      { name: 'ok', state: { terminated: { exitCode: 0 } } },
      { name: 'migrate', restartCount: 5, state: { waiting: { reason: 'CrashLoopBackOff' } } },
    ];

    expect(judgePod(pod(60, { initContainerStatuses }), PATIENCE, NOW).verdict).toBe('failing');
  });
});

describe('a rollout', () => {
  const going = { state: 'progressing', ready: 0, desired: 1, reason: '0 of 1 available' } as const;
  const failing = pod(60, waiting('InvalidImageName'));

  it('fails with its pod’s reason', () => {
    const judged = blamePods(
      going,
      'Deployment',
      { pods: [failing], refusedPods: [] },
      PATIENCE,
      NOW,
    );

    expect(judged).toMatchObject({ state: 'failed', reason: 'pod web-1: InvalidImageName' });
  });

  it('is not blamed for a pod that goes away', () => {
    const leaving = pod(60, waiting('InvalidImageName'), { deletionTimestamp: 'now' });
    const judged = blamePods(
      going,
      'Deployment',
      { pods: [leaving], refusedPods: [] },
      PATIENCE,
      NOW,
    );

    expect(judged.state).toBe('progressing');
  });

  it('of a job is not blamed for a pod that failed: the job makes another', () => {
    const failed = pod(60, { phase: 'Failed' });

    expect(blamePods(going, 'Job', { pods: [failed], refusedPods: [] }, PATIENCE, NOW).state).toBe(
      'progressing',
    );
  });

  it('that is complete is complete, whatever its pods look like', () => {
    const complete = { state: 'complete', ready: 1, desired: 1 } as const;

    expect(
      blamePods(complete, 'Deployment', { pods: [failing], refusedPods: [] }, PATIENCE, NOW),
    ).toBe(complete);
  });
});
