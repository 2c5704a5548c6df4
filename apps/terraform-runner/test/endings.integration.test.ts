import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { systemClock } from '@understudy/clock';
import type { ResourceLook } from '../src/resources/resource-reads.ts';
import { BACKENDS, type Backend } from './world/backends.ts';
import { blueprint } from './world/blueprint.ts';
import { BUCKET } from './world/buckets.ts';
import { processesIn } from './world/processes.ts';
import { createRunnerWorld, type RunnerWorld } from './world/runner-world.ts';

/** Made at once, then something that takes longer than any test waits. */
const SLOW = `
resource "terraform_data" "network" {
  input = "network"
}

resource "terraform_data" "cluster" {
  input = terraform_data.network.output
  provisioner "local-exec" {
    command = "sleep 100"
  }
}

resource "terraform_data" "balancer" {
  input = terraform_data.cluster.output
}
`;

const QUICK = SLOW.replace('sleep 100', 'true');

/** A child that will not be stopped by being asked, with a child of its own that left the group. */
const STUBBORN = SLOW.replace(
  'command = "sleep 100"',
  'command = "trap \'\' INT TERM; setsid sleep 100 & sleep 100"',
);

describe.each(BACKENDS)('the end of a run over %s', (_name, start) => {
  let backend: Backend;
  let world: RunnerWorld;

  beforeAll(async () => {
    backend = await start();
  });

  beforeEach(async () => {
    world = await createRunnerWorld(backend.endpoint);
  });

  afterEach(async () => {
    world.killLeftBehind();
    await world.close();
  });

  afterAll(() => backend.stop());

  async function state() {
    const command = new GetObjectCommand({ Bucket: BUCKET, Key: world.stateKey });
    const found = await world.s3.send(command);
    return JSON.parse((await found.Body?.transformToString()) ?? '{}');
  }

  function isLocked(): Promise<boolean> {
    const command = new GetObjectCommand({ Bucket: BUCKET, Key: `${world.stateKey}.tflock` });
    return world.s3.send(command).then(
      () => true,
      () => false,
    );
  }

  /** Leaves a cluster behind whose creation was interrupted. */
  async function interrupted() {
    const archive = await world.upload(blueprint({ ...world.own, 'main.tf': SLOW }));
    const answer = await world.run(archive, { stop: await stopWhen('cluster: Creating') });
    expect(answer).toMatchObject({ outcome: 'interrupted' });
  }

  async function stopWhen(words: string): Promise<AbortSignal> {
    const stop = new AbortController();
    void (async () => {
      while (!world.said().some((sentence) => sentence.includes(words))) {
        await systemClock.sleep(50);
      }
      stop.abort();
    })();
    return stop.signal;
  }

  function looking(look: Partial<ResourceLook>) {
    return {
      outside: {
        resources: {
          look: async () => ({ state: 'ready' as const, words: 'ACTIVE', tags: {}, ...look }),
        },
      },
      request: { untaintAllowed: ['terraform_data'] },
    };
  }

  it('comes before the deadline: state saved, lock gone, no child left, and it can go on', async () => {
    const slow = await world.upload(blueprint({ ...world.own, 'main.tf': SLOW }));
    const began = systemClock.now();

    const first = await world.run(slow, { withinMilliseconds: 20_000 });
    const took = systemClock.now() - began;
    const left = processesIn(world.workDirectory);
    const locked = await isLocked();
    const quick = await world.upload(blueprint({ ...world.own, 'main.tf': QUICK }));
    const second = await world.run(quick, { request: { lastState: first.state } });

    expect(first).toMatchObject({
      outcome: 'interrupted',
      left: ['terraform_data.balancer', 'terraform_data.cluster'],
    });
    expect(took).toBeLessThan(20_000);
    expect(left).toEqual([]);
    expect(locked).toBe(false);
    expect(second).toMatchObject({ outcome: 'applied', left: [] });
    // The network was made once: its state was saved.
    expect(second.counts).toMatchObject({ add: 1, replace: 1 });
  });

  it('ends a child that will not stop, and what it started, and gives its lock back', async () => {
    const archive = await world.upload(blueprint({ ...world.own, 'main.tf': STUBBORN }));

    const answer = await world.run(archive, {
      stop: await stopWhen('cluster: (local-exec): Executing'),
      outside: { endingTimes: { graceMilliseconds: 1, answerMilliseconds: 15_000 } },
    });

    expect(answer.outcome).toBe('interrupted');
    expect(processesIn(world.workDirectory)).toEqual([]);
    expect(await isLocked()).toBe(false);
  });

  it('leaves nothing of the run on the disk', async () => {
    const { existsSync, readdirSync } = await import('node:fs');

    await world.run(await world.upload(blueprint(world.own)));

    expect(existsSync(world.workDirectory)).toBe(true);
    expect(readdirSync(world.workDirectory)).toEqual([]);
  });

  it('keeps a resource that became ready after its creation was interrupted', async () => {
    await interrupted();
    const made = idOf(await state());
    const archive = await world.upload(blueprint({ ...world.own, 'main.tf': QUICK }));

    const answer = await world.run(archive, looking({}));

    expect(answer).toMatchObject({ outcome: 'applied', counts: { add: 1, replace: 0 } });
    expect(idOf(await state())).toBe(made);
  });

  it('does not untaint what is not on the list: Terraform makes it anew', async () => {
    await interrupted();
    const made = idOf(await state());
    const archive = await world.upload(blueprint({ ...world.own, 'main.tf': QUICK }));

    const answer = await world.run(archive, { ...looking({}), request: {} });

    expect(answer).toMatchObject({ outcome: 'applied', counts: { add: 1, replace: 1 } });
    expect(idOf(await state())).not.toBe(made);
  });

  it('waits for what is still being made, and neither destroys nor counts it', async () => {
    await interrupted();
    const archive = await world.upload(blueprint({ ...world.own, 'main.tf': QUICK }));

    const answer = await world.run(archive, {
      ...looking({ state: 'pending', words: 'CREATING' }),
      withinMilliseconds: 20_000,
    });

    expect(answer).toMatchObject({ outcome: 'interrupted', left: ['terraform_data.cluster'] });
    expect(statusOf(await state())).toBe('tainted');
  });

  it('asks about what cannot be looked at', async () => {
    await interrupted();
    const archive = await world.upload(blueprint({ ...world.own, 'main.tf': QUICK }));

    const answer = await world.run(archive, looking({ state: 'unknown', words: 'not to be seen' }));

    expect(answer).toMatchObject({ outcome: 'asked' });
    expect(answer.next).toContain("terraform untaint 'terraform_data.cluster'");
  });

  it('taints again what the plan would replace all the same, and asks', async () => {
    await interrupted();
    const replacing = QUICK.replace(
      'input = terraform_data.network.output',
      'input = terraform_data.network.output\n  triggers_replace = "new"',
    );
    const archive = await world.upload(blueprint({ ...world.own, 'main.tf': replacing }));

    const answer = await world.run(archive, looking({}));

    expect(answer).toMatchObject({ outcome: 'asked', left: ['terraform_data.cluster'] });
    expect(statusOf(await state())).toBe('tainted');
  });

  it('refuses a state older than one that was seen', async () => {
    await world.run(await world.upload(blueprint(world.own)));
    const older = JSON.stringify(await state());
    const grown = blueprint({ ...world.own, 'main.tf': QUICK });
    const newest = await world.run(await world.upload(grown));
    await world.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: world.stateKey, Body: older }));

    const applied = await world.run(await world.upload(grown));
    const rehearsed = await world.run(await world.upload(grown), { request: { verb: 'rehearse' } });

    expect(newest.outcome).toBe('applied');
    for (const answer of [applied, rehearsed]) {
      expect(answer.outcome).toBe('refused');
      expect(answer.sentence).toContain(`serial ${newest.state?.serial} or newer`);
    }
  });
});

interface StateText {
  readonly resources: readonly {
    readonly name: string;
    readonly instances: readonly {
      readonly status?: string;
      readonly attributes: { id: string };
    }[];
  }[];
}

function clusterIn(state: StateText) {
  return state.resources.find(({ name }) => name === 'cluster')?.instances[0];
}

function idOf(state: StateText): string | undefined {
  return clusterIn(state)?.attributes.id;
}

function statusOf(state: StateText): string | undefined {
  return clusterIn(state)?.status;
}
