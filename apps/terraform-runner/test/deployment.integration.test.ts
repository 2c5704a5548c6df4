import type { Template } from '@understudy/aws-simulator';
import { blueprint } from './world/blueprint.ts';
import { REGION } from './world/buckets.ts';
import {
  createDeployedRunner,
  FUNCTION_ROLE,
  packagedTemplate,
  type DeployedRunner,
} from './world/deployed-runner.ts';
import { createRunnerWorld } from './world/runner-world.ts';

const { key: ROLE_KEY, name: ROLE } = FUNCTION_ROLE;

let deployed: DeployedRunner;

beforeAll(async () => {
  deployed = await createDeployedRunner();
});

afterAll(() => deployed.backend.stop());

/** The template without one action of the runner's policies. */
function without(action: string): (template: Template) => Template {
  return (template) =>
    JSON.parse(
      JSON.stringify(template).replaceAll(`"${action}"`, '"sts:GetCallerIdentity"'),
    ) as Template;
}

describe('the runner as it is deployed', () => {
  it('is a function of an image by digest, with a role of its own', () => {
    deployed.deploy();

    const { aws } = deployed;
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
    const template = packagedTemplate();
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

  it.each([
    's3:GetObjectVersion',
    's3:PutObject',
    's3:DeleteObject',
    's3:ListBucket',
    'dynamodb:UpdateItem',
    'dynamodb:GetItem',
  ])('needs %s: without it, it does not build', async (action) => {
    deployed.deploy(without(action));
    const world = await createRunnerWorld(deployed.backend.endpoint);
    const archive = await world.upload(blueprint(world.own));

    const answer = await world.run(archive, {
      environment: { AWS_ACCESS_KEY_ID: ROLE_KEY },
      withRole: ROLE_KEY,
    });
    await world.close();

    expect(answer.outcome).not.toBe('applied');
  });
});
