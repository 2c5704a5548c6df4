import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { BACKENDS, type Backend } from './world/backends.ts';
import { blueprint, MAIN } from './world/blueprint.ts';
import { BUCKET, CREDENTIALS } from './world/buckets.ts';
import { DATA_HOLDS_STATE, emptied } from './world/policies.ts';
import { createRunnerWorld, type RunnerWorld } from './world/runner-world.ts';

/** A value that would do harm wherever a shell, a template or a flag read it. */
const HOSTILE = '${path.root} $(touch harmed) `id` "; -destroy \n \' \\ %{ if true }';

describe.each(BACKENDS)('an apply over %s', (_name, start) => {
  let backend: Backend;
  let world: RunnerWorld;

  beforeAll(async () => {
    backend = await start();
  });

  beforeEach(async () => {
    world = await createRunnerWorld(backend.endpoint);
  });

  afterEach(() => world.close());

  afterAll(() => backend.stop());

  it('builds what the blueprint says, then finds nothing to do', async () => {
    const archive = await world.upload(blueprint(world.own));

    const first = await world.run(archive);
    const second = await world.run(archive, { request: { lastState: first.state } });

    expect(first).toMatchObject({
      outcome: 'applied',
      counts: { add: 2, change: 0, destroy: 0, replace: 0 },
      outputs: { cluster_name: 'konecta-erp-dev-dr in eu-west-1' },
      left: [],
      state: { serial: 1 },
    });
    expect(second).toMatchObject({ outcome: 'unchanged', state: first.state, left: [] });
  });

  it('passes variables as data: no shell, template or flag reads them', async () => {
    const archive = await world.upload(
      blueprint({
        ...world.own,
        'main.tf': `${MAIN}\noutput "region" {\n  value = var.region\n}\n`,
      }),
    );

    const answer = await world.run(archive, {
      request: { variables: { region: HOSTILE, size: 3 } },
    });

    expect(answer).toMatchObject({ outcome: 'applied', outputs: { region: HOSTILE } });
  });

  it('streams what Terraform does, and keeps it in the timeline', async () => {
    const archive = await world.upload(blueprint(world.own));

    await world.run(archive);

    const streamed = world.progress.map(({ sentence }) => sentence);
    const kept = (await world.store.readTimeline(world.incident)).map(({ sentence }) => sentence);
    for (const sentences of [streamed, kept]) {
      expect(sentences).toContain('terraform_data.network: Creating...');
      expect(sentences).toContainEqual(
        expect.stringMatching(/^terraform_data\.cluster: Creation complete after \ds/),
      );
      expect(sentences).toContain('Apply complete! Resources: 2 added, 0 changed, 0 destroyed.');
    }
  });

  it('shows no secret of its environment, and no sensitive output, anywhere', async () => {
    const main = `
resource "terraform_data" "leak" {
  input = "quiet"
  provisioner "local-exec" {
    command = "env; echo \\"$AWS_SECRET_ACCESS_KEY\\" | base64; echo sent-to-nobody >&2"
  }
}
output "password" {
  value     = "hunter2-of-the-database"
  sensitive = true
}
output "shown" {
  value = nonsensitive("the password is hunter2-of-the-database")
}
`;
    const archive = await world.upload(blueprint({ ...world.own, 'main.tf': main }));

    const answer = await world.run(archive);

    const everything = JSON.stringify([
      answer,
      world.progress,
      world.logged,
      await world.store.readTimeline(world.incident),
    ]);
    expect(answer.outcome).toBe('applied');
    expect(everything).toContain('AWS_SECRET_ACCESS_KEY=***');
    expect(everything).not.toContain(CREDENTIALS.secretAccessKey);
    expect(everything).not.toContain(Buffer.from(CREDENTIALS.secretAccessKey).toString('base64'));
    expect(answer.outputs).toEqual({ shown: 'the password is ***' });
    expect(JSON.stringify(answer)).not.toContain('hunter2');
  });

  it('gives Terraform nothing of the environment that it does not need', async () => {
    const main = `
resource "terraform_data" "look" {
  input = "quiet"
  provisioner "local-exec" {
    command = "env | cut -d= -f1 | sort | tr '\\n' ' '"
  }
}
`;
    const archive = await world.upload(blueprint({ ...world.own, 'main.tf': main }));

    await world.run(archive, {
      environment: { DATABASE_PASSWORD: 'x', NODE_OPTIONS: '--inspect' },
    });

    const names = world.progress.map(({ sentence }) => sentence).join(' ');
    expect(names).toContain('AWS_REGION');
    expect(names).not.toMatch(/DATABASE_PASSWORD|NODE_OPTIONS|UNDERSTUDY_TABLE/);
  });

  it('refuses a plan that destroys or replaces what holds state', async () => {
    const outside = { policy: DATA_HOLDS_STATE };
    await world.run(await world.upload(blueprint(world.own)), { outside });
    const replaced = MAIN.replace(
      'input = var.region',
      'input = var.region\n  triggers_replace = 1',
    );
    const destroyed = emptied(MAIN);

    const replacing = await world.run(
      await world.upload(blueprint({ ...world.own, 'main.tf': replaced })),
      { outside },
    );
    const destroying = await world.run(
      await world.upload(blueprint({ ...world.own, 'main.tf': destroyed })),
      { outside },
    );
    const after = await world.run(await world.upload(blueprint(world.own)), { outside });

    expect(replacing).toMatchObject({ outcome: 'refused', counts: { replace: 1, destroy: 0 } });
    expect(replacing.sentence).toContain('terraform_data.network');
    expect(destroying).toMatchObject({ outcome: 'refused', counts: { replace: 0, destroy: 1 } });
    expect(after.outcome).toBe('unchanged');
  });

  it('reports calls that a disaster forbids, and refuses them under strict', async () => {
    const policy = {
      holdsState: [],
      emptyWhenTainted: [],
      forbiddenInDisaster: [
        { types: ['terraform_*'], actions: ['create' as const], needs: 'the moon' },
      ],
    };
    const archive = await world.upload(blueprint(world.own));

    const strict = await world.run(archive, { outside: { policy }, request: { strict: true } });
    const lenient = await world.run(archive, { outside: { policy } });

    expect(strict).toMatchObject({ outcome: 'refused' });
    expect(lenient).toMatchObject({ outcome: 'applied' });
    expect(lenient.findings).toContainEqual(
      expect.objectContaining({
        check: 'terraform_data.network',
        mark: 'unverified',
        words: expect.stringContaining('the moon'),
      }),
    );
  });

  it('copies the state aside before it changes anything', async () => {
    const grown = `${MAIN}\nresource "terraform_data" "more" {\n  input = 1\n}\n`;
    await world.run(await world.upload(blueprint(world.own)));

    await world.run(await world.upload(blueprint({ ...world.own, 'main.tf': grown })));

    const { Contents = [] } = await world.s3.send(
      new ListObjectsV2Command({ Bucket: BUCKET, Prefix: `understudy/states/${world.stateKey}` }),
    );
    expect(Contents.map(({ Key }) => Key)).toEqual([
      `understudy/states/${world.stateKey}/00000001-${world.incident}`,
    ]);
  });

  it('is asked for a checksum or a version', async () => {
    const { bucket, key } = await world.upload(blueprint(world.own));

    const answer = await world.run({ bucket, key });

    expect(answer).toMatchObject({ outcome: 'refused' });
    expect(answer.sentence).toContain('BlueprintNotPinned');
  });
});
