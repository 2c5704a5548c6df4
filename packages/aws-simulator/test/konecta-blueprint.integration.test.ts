import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

import { createScaledClock } from '@understudy/clock';

import {
  createHttpDoor,
  createKonectaBlueprint,
  createNoLatencies,
  createSimulatedAws,
  populateKonecta,
} from '../src/index.ts';
import { createFixedEksTimings } from '../src/eks/index.ts';
import { hasTerraform, TERRAFORM, terraformEnvironment } from './terraform-settings.ts';

const HOME = 'eu-west-1';
/** Ten minutes of a cluster's creation are 0.6 s. */
const SPEED = 1_000;
const DEPLOYER = 'arn:aws:iam::123456789012:role/understudy-dev-k8s-deployer-eu-west-1';

interface Said {
  readonly code: number;
  readonly words: string;
}

async function begin(speed = SPEED) {
  const aws = createSimulatedAws({
    clock: createScaledClock({ speed, startMilliseconds: Date.UTC(2026, 0, 5) }),
    seed: 'blueprint',
    regions: ['us-east-1', HOME],
    latencies: createNoLatencies,
    eksTimings: createFixedEksTimings(),
  });
  const konecta = populateKonecta(aws);
  const blueprint = createKonectaBlueprint({ accountId: aws.world.accountId });
  aws.region(HOME).s3.createBucket(blueprint.bucket, { isVersioned: true });
  const http = createHttpDoor(aws.door, { port: 0 });
  const { url } = await http.start();
  const directory = mkdtempSync(path.join(tmpdir(), 'understudy-konecta-blueprint-'));
  for (const [name, text] of blueprint.files) writeFileSync(path.join(directory, name), text);
  const environment = terraformEnvironment({
    AWS_ENDPOINT_URL: url,
    AWS_REGION: HOME,
    AWS_ACCESS_KEY_ID: 'terraform',
    AWS_SECRET_ACCESS_KEY: 'secret',
  });
  const options = { cwd: directory, env: environment, maxBuffer: 16 * 1024 * 1024 };
  const home = aws.region(HOME);
  return {
    aws,
    home,
    konecta,
    blueprint,
    options,
    registered: () => Object.keys(home.elbv2.targetsOf(konecta.recovery.targetGroupName)),
    async terraform(...parameters: string[]): Promise<Said> {
      return promisify(execFile)(TERRAFORM, parameters, options).then(
        ({ stdout, stderr }) => ({ code: 0, words: stdout + stderr }),
        (error: { code: number; stdout: string; stderr: string }) => ({
          code: error.code,
          words: error.stdout + error.stderr,
        }),
      );
    },
    async outputs(): Promise<Record<string, unknown>> {
      const { stdout } = await promisify(execFile)(TERRAFORM, ['output', '-json'], options);
      const said = JSON.parse(stdout) as Record<string, { value: unknown }>;
      return Object.fromEntries(Object.entries(said).map(([name, { value }]) => [name, value]));
    },
    async stop() {
      await http.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

it('is the same archive each time, in the document’s layout', () => {
  const one = createKonectaBlueprint({ accountId: '123456789012' });
  const other = createKonectaBlueprint({ accountId: '123456789012' });

  expect([one.bucket, one.key]).toEqual(['konecta-erp-dev-dr-eu-west-1', 'eu-west-1-dr.zip']);
  expect([...one.files.keys()]).toEqual(
    expect.arrayContaining(['main.tf', 'variables.tf', 'terraform.tfvars', 'backend.tf']),
  );
  expect(Buffer.compare(one.archive, other.archive)).toBe(0);
});

const describeWithTerraform = hasTerraform() ? describe : describe.skip;

describeWithTerraform('Terraform applies the simulated blueprint', () => {
  let story: Awaited<ReturnType<typeof begin>>;
  afterEach(() => story.stop());

  it('and the cluster, its nodes and the balancer stand in the simulated region', async () => {
    story = await begin();
    const { terraform, home, konecta, blueprint } = story;

    expect(await terraform('init')).toMatchObject({ code: 0 });
    const applied = await terraform('apply', '-auto-approve');

    expect(applied).toMatchObject({ code: 0 });
    const cluster = home.eks.cluster('konecta-erp-dev-dr');
    expect(cluster?.status).toBe('ACTIVE');
    expect([...(cluster?.accessEntries.keys() ?? [])]).toEqual([DEPLOYER]);
    expect(cluster?.nodegroups.get('default')).toMatchObject({ status: 'ACTIVE', desired: 2 });
    expect(story.registered()).toEqual(cluster?.nodegroups.get('default')?.instanceIds);
    expect(konecta.infrastructure.progress()).toMatchObject({ complete: true, missing: [] });
    expect(await story.outputs()).toEqual({
      cluster_name: 'konecta-erp-dev-dr',
      cluster_endpoint: cluster?.endpoint,
      balancer_dns: konecta.recovery.balancerDnsName(),
    });
    expect(home.s3.object(blueprint.bucket, blueprint.stateKey)).toBeDefined();
  });

  it('and has nothing to do the second time, even without the files of the first', async () => {
    story = await begin();
    const { terraform, options } = story;
    await terraform('init');
    await terraform('apply', '-auto-approve');
    const before = await story.outputs();
    await promisify(execFile)('bash', ['-c', 'rm facts-*'], options);

    expect(await terraform('plan', '-detailed-exitcode')).toMatchObject({ code: 0 });
    expect(await story.outputs()).toEqual(before);
  });

  it('in two parts: prepared in peace time, only nodes are left for the disaster', async () => {
    story = await begin();
    const { terraform, home } = story;
    await terraform('init');

    await terraform('apply', '-auto-approve', '-var=pilot_light=true');
    const prepared = home.eks.cluster('konecta-erp-dev-dr');
    expect([prepared?.status, prepared?.nodegroups.size]).toEqual(['ACTIVE', 0]);

    const disaster = await terraform('apply', '-auto-approve');
    expect(disaster.words).toContain('Apply complete! Resources: 2 added, 0 changed, 0 destroyed.');
    expect(prepared?.nodegroups.get('default')?.status).toBe('ACTIVE');

    const again = await terraform('plan', '-var=pilot_light=true');
    expect(again.code).toBe(1);
    expect(again.words).toContain('prevent_destroy');
  });

  it('and goes on after an interruption: what AWS had begun is taken over', async () => {
    // Ten minutes of a cluster's creation are six seconds: there is something to interrupt.
    story = await begin(100);
    const { terraform, home, options } = story;
    await terraform('init');
    const child = spawn(TERRAFORM, ['apply', '-auto-approve'], { ...options, stdio: 'ignore' });
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    while (!home.eks.cluster('konecta-erp-dev-dr')) await new Promise((r) => setTimeout(r, 50));
    child.kill('SIGINT');

    expect(await ended).toBe(1);
    const resumed = await terraform('apply', '-auto-approve');

    expect(resumed).toMatchObject({ code: 0 });
    expect(story.registered()).toHaveLength(2);
  });

  it('and says in AWS’s words what AWS refuses', async () => {
    story = await begin();
    const { terraform, home } = story;
    home.eks.failNodegroup('konecta-erp-dev-dr', 'default', {
      code: 'NodeCreationFailure',
      message: 'Instances failed to join the kubernetes cluster',
    });
    await terraform('init');

    const { code, words } = await terraform('apply', '-auto-approve');

    expect(code).toBe(1);
    expect(words).toContain('Instances failed to join the kubernetes cluster');
  });
});
