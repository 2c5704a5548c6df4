import { isRolloutKind, judgeWorkload } from './judge-workload.ts';

const METADATA = { generation: 4 };
const SEEN = { observedGeneration: 4 };

describe('a deployment', () => {
  const good = { ...SEEN, replicas: 3, updatedReplicas: 3, availableReplicas: 3 };
  const judge = (status: object, spec: object = {}) =>
    judgeWorkload('Deployment', { metadata: METADATA, spec: { replicas: 3, ...spec }, status });
  const condition = (type: string, status: string, reason: string) => ({
    conditions: [{ type, status, reason, message: 'in its words' }],
  });

  it.each([
    ['every pod is new and available', good, {}],
    ['it wants no pods', SEEN, { replicas: 0 }],
    [
      'its rollout was slow, and is over',
      { ...good, ...condition('Progressing', 'True', 'NewReplicaSetAvailable') },
      {},
    ],
  ])('is complete when %s', (_when, status, spec) => {
    expect(judge(status, spec)).toMatchObject({ state: 'complete' });
  });

  it.each([
    [
      'its status is of the generation before',
      { ...good, observedGeneration: 3 },
      /has not seen the change/,
    ],
    ['it has no status yet', {}, /has not seen the change/],
    [
      'a pod is of the old version',
      { ...good, updatedReplicas: 2 },
      /2 of 3 are of the new version/,
    ],
    ['old pods still end', { ...good, replicas: 4 }, /1 of the old version are still there/],
    ['a pod is not available yet', { ...good, availableReplicas: 2 }, /2 of 3 are available/],
    // Its replica set says so while it goes on: only the deadline's own reason ends a rollout.
    [
      'it makes no progress for another reason',
      {
        ...good,
        availableReplicas: 0,
        ...condition('Progressing', 'False', 'NewReplicaSetCreated'),
      },
      /0 of 3/,
    ],
  ])('goes on while %s', (_while, status, reason) => {
    expect(judge(status)).toMatchObject({
      state: 'progressing',
      reason: expect.stringMatching(reason),
    });
  });

  it.each([
    ['it is paused', good, { paused: true }, /paused: resume it first/],
    [
      'its pods are refused',
      { ...good, availableReplicas: 0, ...condition('ReplicaFailure', 'True', 'FailedCreate') },
      {},
      /FailedCreate: in its words/,
    ],
    [
      'its deadline has passed',
      {
        ...good,
        updatedReplicas: 1,
        ...condition('Progressing', 'False', 'ProgressDeadlineExceeded'),
      },
      {},
      /ProgressDeadlineExceeded/,
    ],
  ])('has failed when %s', (_when, status, spec, reason) => {
    expect(judge(status, spec)).toMatchObject({
      state: 'failed',
      reason: expect.stringMatching(reason),
    });
  });

  it('counts as ready only what is new and available', () => {
    const { ready, desired } = judge({ ...good, updatedReplicas: 1, availableReplicas: 3 });

    expect({ ready, desired }).toEqual({ ready: 1, desired: 3 });
  });
});

describe('a stateful set', () => {
  const good = {
    ...SEEN,
    readyReplicas: 2,
    updatedReplicas: 2,
    currentRevision: 'b',
    updateRevision: 'b',
  };
  const judge = (status: object, spec: object = {}) =>
    judgeWorkload('StatefulSet', { metadata: METADATA, spec: { replicas: 2, ...spec }, status });
  const partition = { updateStrategy: { rollingUpdate: { partition: 1 } } };

  it.each([
    ['all of it is ready and new', good, {}, 'complete'],
    ['its status is old', { ...good, observedGeneration: 3 }, {}, 'progressing'],
    ['a pod is not ready', { ...good, readyReplicas: 1 }, {}, 'progressing'],
    ['a pod is of the old version', { ...good, updatedReplicas: 1 }, {}, 'progressing'],
    ['its last pod is being replaced', { ...good, currentRevision: 'a' }, {}, 'progressing'],
    [
      'its partition keeps a pod old',
      { ...good, updatedReplicas: 1, currentRevision: 'a' },
      partition,
      'complete',
    ],
    [
      'its partition is not reached',
      { ...good, updatedReplicas: 0, currentRevision: 'a' },
      partition,
      'progressing',
    ],
    [
      'a person replaces its pods',
      { ...good, updatedReplicas: 0, currentRevision: 'a' },
      { updateStrategy: { type: 'OnDelete' } },
      'complete',
    ],
    ['it wants no pods', { ...SEEN, updateRevision: 'b' }, { replicas: 0 }, 'complete'],
  ])('where %s', (_where, status, spec, state) => {
    expect(judge(status, spec).state).toBe(state);
  });
});

describe('a daemon set', () => {
  const good = {
    ...SEEN,
    desiredNumberScheduled: 3,
    updatedNumberScheduled: 3,
    numberAvailable: 3,
  };
  const judge = (status: object, spec: object = {}) =>
    judgeWorkload('DaemonSet', { metadata: METADATA, spec, status });

  it.each([
    ['every node has its new pod', good, {}, 'complete'],
    ['its status is old', { ...good, observedGeneration: 3 }, {}, 'progressing'],
    ['a node has the old pod', { ...good, updatedNumberScheduled: 2 }, {}, 'progressing'],
    ['a pod is not available', { ...good, numberAvailable: 2 }, {}, 'progressing'],
    [
      'a person replaces its pods',
      { ...good, updatedNumberScheduled: 0 },
      { updateStrategy: { type: 'OnDelete' } },
      'complete',
    ],
  ])('where %s', (_where, status, spec, state) => {
    expect(judge(status, spec).state).toBe(state);
  });
});

describe('a job', () => {
  const judge = (status: object, spec: object = {}) =>
    judgeWorkload('Job', { metadata: METADATA, spec, status });
  const condition = (type: string) => ({
    conditions: [{ type, status: 'True', reason: 'R', message: 'm' }],
  });

  it.each([
    [
      'it is complete',
      { succeeded: 1, ...condition('Complete') },
      {},
      { state: 'complete', ready: 1 },
    ],
    ['it runs', { active: 1 }, {}, { state: 'progressing', desired: 1 }],
    [
      'a pod failed and another follows',
      { failed: 1 },
      {},
      { state: 'progressing', reason: '0 of 1 have succeeded, 1 have failed' },
    ],
    [
      'some of it is done',
      { succeeded: 2 },
      { completions: 3 },
      { state: 'progressing', ready: 2, desired: 3 },
    ],
    [
      'it failed for good',
      { failed: 4, ...condition('Failed') },
      {},
      { state: 'failed', reason: 'R: m' },
    ],
    [
      'it is suspended',
      {},
      { suspend: true },
      { state: 'failed', reason: 'it is suspended: resume it first' },
    ],
    [
      'it was suspended after its end',
      { succeeded: 1, ...condition('Complete') },
      { suspend: true },
      { state: 'complete' },
    ],
  ])('where %s', (_where, status, spec, expected) => {
    expect(judge(status, spec)).toMatchObject(expected);
  });
});

it('waits, and says why, where a status cannot be read', () => {
  const judged = judgeWorkload('Deployment', { metadata: {}, spec: { replicas: 'three' } });

  expect(judged).toMatchObject({
    state: 'progressing',
    reason: expect.stringContaining('its status cannot be read'),
  });
});

it.each([
  ['Deployment', true],
  ['Job', true],
  ['CronJob', false],
  ['Pod', false],
])('waits for a %s: %s', (kind, isWaitedFor) => {
  expect(isRolloutKind(kind)).toBe(isWaitedFor);
});
