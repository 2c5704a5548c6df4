import { startControlPlane } from './control-plane/control-plane.ts';
import { deployment, JOB, SERVICE, STATEFUL_SET } from './control-plane/manifests.ts';
import { createScene } from './control-plane/scene.ts';

const controlPlane = startControlPlane();
const describeReal = controlPlane ? describe : describe.skip;

const FILES = { 'a.yaml': [deployment(), deployment('worker'), STATEFUL_SET, SERVICE].join('---') };
const incident = (name: string) => ({
  run: { plan: 'konecta-erp', incident: name, step: 'applications', owner: 'local:1' },
});

const CRON_JOB = `
apiVersion: batch/v1
kind: CronJob
metadata: { name: nightly }
spec:
  schedule: "0 3 * * *"
  jobTemplate:
    spec:
      template:
        spec: { restartPolicy: Never, containers: [{ name: nightly, image: example.com/n:1 }] }
`;

const DAEMON_SET = `
apiVersion: apps/v1
kind: DaemonSet
metadata: { name: agent }
spec:
  selector: { matchLabels: { app: agent } }
  template:
    metadata: { labels: { app: agent } }
    spec: { nodeSelector: { type: kwok }, containers: [{ name: agent, image: example.com/agent:1 }] }
`;

describeReal('a restart on the real Kubernetes API', () => {
  const scene = () =>
    createScene({ controlPlane: controlPlane as NonNullable<typeof controlPlane> });

  it('replaces the pods of the main service, and of nothing else', async () => {
    const { ask, wait, kubectl } = scene();
    await ask('apply', FILES);
    await wait(FILES);
    const pods = (app: string) =>
      kubectl('get', 'pods', '-l', `app=${app}`, '-o', 'name').split('\n').sort();
    const before = { main: pods('konecta-erp'), worker: pods('worker') };

    const restarted = await ask('restart', FILES);
    const ended = await wait(FILES);

    expect(restarted).toMatchObject({
      outcome: 'applied',
      objects: [{ kind: 'Deployment', name: 'konecta-erp', action: 'restarted' }],
    });
    expect(ended.outcome).toBe('ready');
    expect(pods('konecta-erp').filter((pod) => pod !== '' && before.main.includes(pod))).toEqual(
      [],
    );
    expect(pods('worker')).toEqual(before.worker);
    const annotations = kubectl(
      'get',
      'deployment',
      'konecta-erp',
      '-o',
      'jsonpath={.spec.template.metadata.annotations}',
    );
    expect(JSON.parse(annotations)).toEqual({
      'kubectl.kubernetes.io/restartedAt': expect.stringMatching(
        /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
      ),
      'understudy/restarted-for': 'dr-1',
    });
  });

  it('happens once for an incident, however often it is asked for, also at once', async () => {
    const { ask, kubectl } = scene();
    await ask('apply', FILES);

    const answers = await Promise.all([1, 2, 3].map(() => ask('restart', FILES)));
    const generation = kubectl(
      'get',
      'deployment',
      'konecta-erp',
      '-o',
      'jsonpath={.metadata.generation}',
    );
    const later = await ask('restart', FILES);

    const actions = [...answers, later].flatMap(({ objects }) =>
      objects.map(({ action }) => action),
    );
    expect(actions.sort()).toEqual(['restarted', 'unchanged', 'unchanged', 'unchanged']);
    expect(
      kubectl('get', 'deployment', 'konecta-erp', '-o', 'jsonpath={.metadata.generation}'),
    ).toBe(generation);
  });

  it('outlives the next bundle, and happens again for the next incident', async () => {
    const { ask, kubectl } = scene();
    await ask('apply', FILES);
    await ask('restart', FILES);

    const applied = await ask('apply', FILES);
    const next = await ask('restart', FILES, incident('dr-2'));

    expect(applied.sentence).toContain('0 of them changed something');
    expect(next.objects).toMatchObject([{ action: 'restarted' }]);
    expect(
      kubectl('get', 'deployment', 'konecta-erp', '-o', 'jsonpath={.metadata.generation}'),
    ).toBe('3');
  });

  it('finds the workload by its name where there is no service, and says what it found otherwise', async () => {
    const { ask } = scene();
    await ask('apply', { 'a.yaml': [STATEFUL_SET, deployment('worker')].join('---') });

    const named = await ask('restart', FILES, { service: 'queue' });
    const unknown = await ask('restart', FILES, { service: 'shop' });

    expect(named.objects).toMatchObject([{ kind: 'StatefulSet', name: 'queue' }]);
    expect(unknown).toMatchObject({ outcome: 'refused' });
    expect(unknown.sentence).toMatch(/found Deployment .*worker, StatefulSet .*queue/);
  });

  it('of a paused workload is refused: it would wait for ever', async () => {
    const { ask, kubectl } = scene();
    await ask('apply', FILES);
    kubectl('rollout', 'pause', 'deployment/konecta-erp');

    expect(await ask('restart', FILES)).toMatchObject({
      outcome: 'refused',
      sentence: expect.stringContaining('Resume it first'),
    });
  });
});

describeReal('stopping applications on the real Kubernetes API', () => {
  const scene = () =>
    createScene({ controlPlane: controlPlane as NonNullable<typeof controlPlane> });
  const all = { 'a.yaml': [FILES['a.yaml'], DAEMON_SET, CRON_JOB, JOB].join('---') };

  it('ends all of it, says so only when no pod is left, and is taken back as it was', async () => {
    const { ask, wait, kubectl } = scene();
    await ask('apply', all);
    await wait(all);
    const counts = () =>
      kubectl('get', 'deployments,statefulsets', '-o', 'jsonpath={.items[*].spec.replicas}');

    let stopped = await ask('stop', all);
    const first = stopped;
    while (stopped.outcome === 'progressing') stopped = await ask('stop', all);

    expect(first.objects.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'Deployment konecta-erp',
      'Deployment worker',
      'StatefulSet queue',
      'DaemonSet agent',
      'CronJob nightly',
    ]);
    expect(stopped).toMatchObject({
      outcome: 'applied',
      sentence: expect.stringContaining('no pod'),
    });
    expect(stopped.rollouts.filter(({ ready, desired }) => ready + desired > 0)).toEqual([]);
    expect(await ask('status', {}, { look: 'namespace' })).toMatchObject({ outcome: 'ready' });
    expect(counts()).toBe('0 0 0');
    expect(kubectl('get', 'pods', '--field-selector=status.phase!=Succeeded', '-o', 'name')).toBe(
      '',
    );

    const started = await ask('start', all);
    const again = await ask('start', all);

    expect(started.objects).toHaveLength(5);
    expect(again.objects).toEqual([]);
    expect(counts()).toBe('2 2 2');
    expect((await wait(all)).outcome).toBe('ready');
    const left = kubectl('get', 'deployments,daemonsets,cronjobs', '-o', 'yaml');
    expect(left).not.toContain('understudy/stopped');
  });

  it('remembers what was there first, however often it is asked for', async () => {
    const { ask, kubectl } = scene();
    await ask('apply', { 'a.yaml': deployment('konecta-erp', { replicas: 3 }) });

    await ask('stop', all);
    await ask('stop', all);
    await ask('start', all);

    expect(kubectl('get', 'deployment', 'konecta-erp', '-o', 'jsonpath={.spec.replicas}')).toBe(
      '3',
    );
  });

  it('stops again what somebody started, and leaves alone what stood still before', async () => {
    const { ask, kubectl } = scene();
    await ask('apply', {
      'a.yaml': [deployment(), deployment('idle', { replicas: 0 })].join('---'),
    });
    await ask('stop', all);
    kubectl('scale', 'deployment', 'konecta-erp', '--replicas=1');

    const again = await ask('stop', all);
    await ask('start', all);

    expect(again.objects.map(({ name }) => name)).toEqual(['konecta-erp']);
    expect(kubectl('get', 'deployment', 'idle', '-o', 'jsonpath={.spec.replicas}')).toBe('0');
  });

  it('is not taken for a fence while anything else of the name space wants pods', async () => {
    const { ask, send } = scene();
    await ask('apply', { 'a.yaml': deployment() });
    let stopped = await ask('stop', all);
    while (stopped.outcome === 'progressing') stopped = await ask('stop', all);
    await ask('apply', { 'a.yaml': CRON_JOB });
    const look = await ask('status', {}, { look: 'namespace' });
    send(
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'bare' },
        spec: { containers: [{ name: 'a', image: 'example.com/a:1' }] },
      },
      'create',
    );
    const withPod = await ask('status', {}, { look: 'namespace' });

    expect(look.outcome).toBe('progressing');
    expect(look.rollouts).toContainEqual(expect.objectContaining({ kind: 'CronJob', desired: 1 }));
    expect(withPod.rollouts).toContainEqual(
      expect.objectContaining({ kind: 'Pod', name: 'bare', ready: 1 }),
    );
  });

  it('is never said to be done while a pod that no workload made is there', async () => {
    const { ask, send } = scene();
    await ask('apply', { 'a.yaml': deployment() });
    send(
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'bare' },
        spec: { containers: [{ name: 'a', image: 'example.com/a:1' }] },
      },
      'create',
    );

    const result = await ask('stop', all);

    expect(result.outcome).toBe('progressing');
    expect(result.findings).toMatchObject([
      { mark: 'failed', words: expect.stringContaining('delete it by hand') },
    ]);
  });
});
