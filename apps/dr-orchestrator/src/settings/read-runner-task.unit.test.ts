import { readRunnerTask } from './read-runner-task.ts';

const VARIABLES = {
  UNDERSTUDY_TERRAFORM_CLUSTER: 'understudy-dev',
  UNDERSTUDY_TERRAFORM_TASK: 'understudy-dev-terraform-runner',
  UNDERSTUDY_TERRAFORM_SUBNETS: 'subnet-a,subnet-b',
  UNDERSTUDY_TERRAFORM_SECURITY_GROUP: 'sg-runner',
};

describe('the place of a task', () => {
  it('is what the deployment says', () => {
    expect(readRunnerTask(VARIABLES)).toEqual({
      cluster: 'understudy-dev',
      taskDefinition: 'understudy-dev-terraform-runner',
      subnetIds: ['subnet-a', 'subnet-b'],
      securityGroupIds: ['sg-runner'],
      publicAddress: true,
    });
  });

  it('is none where nothing is said of it', () => {
    expect(readRunnerTask({ AWS_REGION: 'eu-west-1' })).toBeUndefined();
  });

  it.each(Object.keys(VARIABLES))('is refused without %s', (name) => {
    expect(() => readRunnerTask({ ...VARIABLES, [name]: '' })).toThrow(
      expect.objectContaining({
        code: 'EnvironmentInvalid',
        message: expect.stringContaining(`found no ${name};`),
      }),
    );
  });
});
