import { SIGKILL, type RegionScene } from '@understudy/fault-simulation';

import { lastIncident, recoveries, successes, tale } from './stories.ts';
import { regionScene } from './scenes.ts';

const SECONDS_MAX = 7_200;
const RUNNER = 'understudy-dev-terraform-runner';

type Change = NonNullable<NonNullable<Parameters<typeof regionScene>[0]>['changeTask']>;

async function untilRecovered(at: RegionScene): Promise<void> {
  at.losePrimary();
  await at.passUntil(() => successes(at) > 0, SECONDS_MAX);
}

function tasksOf(at: RegionScene) {
  return at.regions.recovery.ecs.tasks;
}

/** Invocations of the runner that were asked to build, not only to look. */
function applies(at: RegionScene) {
  return at.regions.recovery.lambda.invocations.filter(
    ({ functionName, result }) =>
      functionName === RUNNER &&
      !(result?.outcome === 'returned' && result.payload?.includes('"outcome":"checked"')),
  );
}

async function story(at: RegionScene): Promise<string> {
  return tale(at, (await lastIncident(at)).id);
}

/** A container that is there for some seconds, and then gone with its machine. */
function dyingAfter(seconds: number, clock: () => RegionScene['clock']): Change {
  return (modelled) => async (environment, signal, time, log) => {
    const kill = new AbortController();
    clock().schedule(clock().now() + seconds * 1_000, () =>
      kill.abort(new DOMException(SIGKILL, 'AbortError')),
    );
    return modelled(environment, AbortSignal.any([signal, kill.signal]), time, log);
  };
}

/** The scene, with a task of which the test decides how it ends. */
async function sceneWith(change: (at: () => RegionScene) => Change): Promise<RegionScene> {
  const late: { scene?: RegionScene } = {};
  const scene = (): RegionScene => {
    if (late.scene) return late.scene;
    throw new TypeError('a task ran before its scene was there');
  };
  late.scene = await regionScene({ changeTask: change(scene) });
  return late.scene;
}

describe('a cold region', () => {
  it('is built by one task, which nobody waits for with compute, and by no function', async () => {
    const at = await regionScene();

    await untilRecovered(at);

    expect(successes(at)).toBe(1);
    expect(tasksOf(at)).toMatchObject([{ status: 'STOPPED', exitCode: 0 }]);
    expect(applies(at)).toEqual([]);
    expect(await story(at)).toMatch(/infrastructure: Terraform runs as a task: the cluster is/);
  });

  it('that is prepared needs no task', async () => {
    const at = await regionScene({ konecta: { prepared: true } });

    await untilRecovered(at);

    expect(successes(at)).toBe(1);
    expect(tasksOf(at)).toEqual([]);
    expect(applies(at)).not.toEqual([]);
  });

  it('whose plan says lambda needs no task either', async () => {
    const at = await regionScene({
      plan: (yaml) => `${yaml}\ninfrastructure:\n  host: lambda\n`,
    });

    await untilRecovered(at);

    expect(successes(at)).toBe(1);
    expect(tasksOf(at)).toEqual([]);
  });

  it('is built by a function when no task is to be had', async () => {
    const at = await regionScene();
    at.aws.world.faults.add({
      name: 'no capacity',
      service: 'ecs',
      operation: 'RunTask',
      fault: { kind: 'error', code: 'ServerException', status: 500, when: 'before' },
    });

    await untilRecovered(at);

    expect(successes(at)).toBe(1);
    expect(tasksOf(at)).toEqual([]);
    expect(await story(at)).toMatch(/as a function: a task did not get there: it could not be/);
  });
});

describe('a request that is longer than a task’s environment', () => {
  it('travels by the bucket, and is gone from there afterwards', async () => {
    const at = await regionScene({
      plan: (yaml) =>
        `${yaml}\nsteps:\n  infrastructure:\n    kind: run-terraform-apply\n    after: [outage]\n` +
        `    with: { variables: { note: '${'long '.repeat(2_000)}' } }\n`,
    });

    await untilRecovered(at);

    expect(successes(at)).toBe(1);
    expect(tasksOf(at)).toMatchObject([{ exitCode: 0 }]);
    expect(Object.keys(tasksOf(at)[0]?.environment ?? {})).toContain('UNDERSTUDY_REQUEST_OBJECT');
    const [key = ''] = at.aws.world.log.entries.flatMap((entry) =>
      entry.kind === 'call' && entry.call.operation === 'PutObject'
        ? (String(Reflect.get(entry.call.input as object, 'Key')).match(
            /^understudy\/requests\/.*/,
          ) ?? [])
        : [],
    );
    expect(key).not.toBe('');
    expect(at.regions.recovery.s3.object(at.bucket, key)).toBeUndefined();
  });
});

describe('a task that is killed in the middle', () => {
  it('is noticed by its silence, long before its deadline, and what is left is built', async () => {
    const at = await sceneWith((scene) => dyingAfter(240, () => scene().clock));

    await untilRecovered(at);

    const words = await story(at);
    const [task] = tasksOf(at);
    const noticed = (await at.timeline((await lastIncident(at)).id)).find(({ sentence }) =>
      sentence.startsWith('No answer and no sign of life'),
    );
    expect(successes(at)).toBe(1);
    expect(tasksOf(at)).toHaveLength(1);
    expect(task).toMatchObject({ status: 'STOPPED', exitCode: 137 });
    expect(words).toMatch(/the task is STOPPED \(EssentialContainerExited, .*, exit code 137\)/);
    expect(words).toMatch(/infrastructure: Terraform runs as a function: a task did not get there/);
    const silence = (noticed?.atMilliseconds ?? Infinity) - (task?.stoppedAt ?? 0);
    expect(silence).toBeLessThanOrEqual(200_000);
  });

  it('that lives but cannot be heard is stopped before anything else begins', async () => {
    const at = await regionScene();
    at.aws.world.faults.add({
      name: 'no way from the task to Lambda',
      service: 'lambda',
      operation: 'SendDurableExecutionCallbackHeartbeat',
      fault: { kind: 'error', code: 'ServiceException', status: 500, when: 'before' },
    });

    await untilRecovered(at);

    expect(successes(at)).toBe(1);
    expect(tasksOf(at)).toMatchObject([{ stopCode: 'UserInitiated' }]);
    expect(applies(at)).not.toEqual([]);
    const stopped = tasksOf(at)[0]?.stoppedAt ?? Infinity;
    const [first] = applies(at);
    expect(first?.startedAt).toBeGreaterThanOrEqual(stopped);
  });
});

describe('a run that dies while its task builds', () => {
  it.each(['crash-before', 'crash-after'] as const)(
    'starts no second one: %s RunTask',
    async (when) => {
      const at = await regionScene();
      let struck = 0;
      at.aws.onApiCall(({ operation }) =>
        operation === 'RunTask' && ++struck === 1 ? when : 'continue',
      );

      await untilRecovered(at);

      expect(struck).toBeGreaterThanOrEqual(1);
      expect(successes(at)).toBe(1);
      expect(tasksOf(at)).toHaveLength(1);
      expect(applies(at)).toEqual([]);
    },
  );

  it('is taken up by an execution that finds the task, and waits for its end', async () => {
    const at = await regionScene();
    at.losePrimary();
    const runs = (): boolean => tasksOf(at).some(({ status }) => status === 'RUNNING');
    await at.passUntil(runs, SECONDS_MAX);
    const [first] = recoveries(at);

    at.regions.recovery.lambda.executions.stop(first?.arn ?? '');
    await at.passUntil(() => successes(at) > 0, SECONDS_MAX);

    expect(successes(at)).toBe(1);
    expect(tasksOf(at)).toHaveLength(1);
    expect(await story(at)).toMatch(
      /infrastructure: An earlier run's task is under way: arn:aws:ecs/,
    );
  });
});
