import { TerminalError } from '@understudy/errors';

const WRITE_LOGS = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'];

/** AWS's own policies that a role of ours may carry (AWS managed policy reference). */
const MANAGED_POLICIES: Readonly<Record<string, readonly string[]>> = {
  AWSLambdaBasicExecutionRole: WRITE_LOGS,
  AWSLambdaBasicDurableExecutionRolePolicy: [
    ...WRITE_LOGS,
    'lambda:CheckpointDurableExecution',
    'lambda:GetDurableExecutionState',
  ],
};

/** The document of a managed policy; one that is not known is an error, not an empty policy. */
export function managedPolicy(arn: string): unknown {
  const name = arn.slice(arn.lastIndexOf('/') + 1);
  const actions = MANAGED_POLICIES[name];
  if (!actions) {
    throw new TerminalError(
      'UnknownManagedPolicy',
      `Expected one of ${Object.keys(MANAGED_POLICIES).join(', ')}, found ${arn}. Write the ` +
        'statements into the role, or add the policy to src/iam/managed-policies.ts.',
      { fields: { arn } },
    );
  }
  return { Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] };
}
