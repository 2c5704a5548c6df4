import type { GrantedRequest } from '@understudy/fault-simulation';

const ACCOUNT = '123456789012';

/** A request that a role must be refused, though one condition less would allow it. */
export interface ForbiddenRequest extends GrantedRequest {
  readonly role: 'recovery' | 'witness';
  readonly sentence: string;
}

const ORCHESTRATOR = {
  role: 'recovery',
  roleName: 'understudy-dev-dr-orchestrator-eu-west-1',
} as const;
const ANOTHER_CLUSTER = { 'ecs:cluster': `arn:aws:ecs:eu-west-1:${ACCOUNT}:cluster/payroll` };

export const FORBIDDEN_REQUESTS: readonly ForbiddenRequest[] = [
  {
    ...ORCHESTRATOR,
    sentence: 'running a task in another cluster',
    action: 'ecs:RunTask',
    resource: `arn:aws:ecs:eu-west-1:${ACCOUNT}:task-definition/understudy-dev-terraform-runner:1`,
    conditionKeys: ANOTHER_CLUSTER,
  },
  {
    ...ORCHESTRATOR,
    sentence: 'listing the tasks of another cluster',
    action: 'ecs:ListTasks',
    resource: '*',
    conditionKeys: ANOTHER_CLUSTER,
  },
  {
    ...ORCHESTRATOR,
    sentence: "handing the task's role to another service",
    action: 'iam:PassRole',
    resource: `arn:aws:iam::${ACCOUNT}:role/understudy-dev-terraform-task-eu-west-1`,
    conditionKeys: { 'iam:PassedToService': 'lambda.amazonaws.com' },
  },
  {
    role: 'witness',
    roleName: 'understudy-dev-region-observer-eu-central-1',
    sentence: "a witness's word on the plan itself",
    action: 'dynamodb:UpdateItem',
    resource: `arn:aws:dynamodb:eu-west-1:${ACCOUNT}:table/understudy-dev`,
    conditionKeys: { 'dynamodb:LeadingKeys': 'plan#konecta-erp' },
  },
];
