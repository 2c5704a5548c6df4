import path from 'node:path';
import {
  createHttpDoor,
  createNoLatencies,
  createSimulatedAws,
  readStackPackage,
  type SimulatedAws,
  type Template,
} from '@understudy/aws-simulator';
import { systemClock } from '@understudy/clock';
import { populated, type Backend } from './world/backends.ts';
import { blueprint } from './world/blueprint.ts';
import { REGION } from './world/buckets.ts';
import { createRunnerWorld } from './world/runner-world.ts';

const PACKAGE = path.join(__dirname, `../../../dist/packages/dev-${REGION}`);
const ROLE = `understudy-dev-terraform-runner-${REGION}`;
const ROLE_KEY = 'AKIAROLEOFTHERUNNER1';

let aws: SimulatedAws;
let backend: Backend;

beforeAll(async () => {
  aws = createSimulatedAws({
    clock: systemClock,
    seed: 'terraform-runner',
    regions: [REGION, 'us-east-1'],
    latencies: createNoLatencies,
  });
  const door = createHttpDoor(aws.door, { port: 0 });
  const { url } = await door.start();
  backend = await populated({ endpoint: url, stop: () => door.stop() });
  aws.callers.register(ROLE_KEY, {
    principal: { kind: 'role', roleName: ROLE, session: 'runner' },
    cause: { kind: 'person', name: 'test' },
  });
});

afterAll(() => backend.stop());

/** Deploys the packaged stack: the runner has its role then, and nothing more. */
function deploy(change: (template: Template) => Template = (template) => template): void {
  const packaged = readStackPackage(PACKAGE);
  const template = change(ownPart(packaged.template));
  aws.deployStack({
    region: REGION,
    stackName: 'understudy-dev',
    package: { ...packaged, template },
  });
}

/** What of the stack is the runner's. The others' schedules would run on in a test without them. */
function ownPart(template: Template): Template {
  const own = Object.entries(template.Resources).filter(([name]) => name.startsWith('Terraform'));
  return { ...template, Resources: Object.fromEntries(own), Outputs: {} };
}

/** The template without one action of the runner's policies. */
function without(action: string): (template: Template) => Template {
  return (template) =>
    JSON.parse(
      JSON.stringify(template).replaceAll(`"${action}"`, '"sts:GetCallerIdentity"'),
    ) as Template;
}

describe('the runner as it is deployed', () => {
  it('is a function of an image by digest, with a role of its own', () => {
    deploy();

    const { version } = aws
      .region(REGION)
      .lambda.functions.resolve('understudy-dev-terraform-runner');

    expect(version.settings).toMatchObject({
      image: 'understudy-terraform-runner',
      roleArn: `arn:aws:iam::${aws.world.accountId}:role/${ROLE}`,
      timeoutSeconds: 900,
    });
  });

  it('cannot be deployed with the placeholder of its image', () => {
    const { template } = readStackPackage(PACKAGE);
    const parameter: Readonly<Record<string, unknown>> = {
      ...template.Parameters?.['TerraformRunnerImage'],
    };
    const placeholder = String(parameter['Default']);
    const pattern = new RegExp(String(parameter['AllowedPattern']));

    expect(pattern.test(placeholder)).toBe(false);
    expect(pattern.test(placeholder.replace(/0{64}$/, 'a1'.repeat(32)))).toBe(true);
    expect(pattern.test('understudy-terraform-runner:latest')).toBe(false);
    expect(parameter['ConstraintDescription']).toContain('--param="terraform-runner-image=');
  });

  it('builds and rehearses with its role and nothing more', async () => {
    deploy();
    const world = await createRunnerWorld(backend.endpoint);
    const archive = await world.upload(blueprint(world.own));
    const asked = { environment: { AWS_ACCESS_KEY_ID: ROLE_KEY }, withRole: ROLE_KEY };

    const rehearsed = await world.run(archive, { ...asked, request: { verb: 'rehearse' } });
    const applied = await world.run(archive, asked);
    const again = await world.run(archive, asked);
    await world.close();

    expect([rehearsed.outcome, applied.outcome, again.outcome]).toEqual([
      'checked',
      'applied',
      'unchanged',
    ]);
  });

  it.each([
    's3:GetObjectVersion',
    's3:PutObject',
    's3:DeleteObject',
    's3:ListBucket',
    'dynamodb:UpdateItem',
    'dynamodb:GetItem',
  ])('needs %s: without it, it does not build', async (action) => {
    deploy(without(action));
    const world = await createRunnerWorld(backend.endpoint);
    const archive = await world.upload(blueprint(world.own));

    const answer = await world.run(archive, {
      environment: { AWS_ACCESS_KEY_ID: ROLE_KEY },
      withRole: ROLE_KEY,
    });
    await world.close();

    expect(answer.outcome).not.toBe('applied');
  });
});
