import {
  createSimulatedAws,
  type SimulatedAws,
  type StackPackage,
} from '@understudy/aws-simulator';
import { createVirtualClock } from '@understudy/clock';

import type { Template } from './edited-template.ts';

/** Decides about a request of a principal: the reason of a refusal, or undefined. */
export type Authorizer = SimulatedAws['world']['authorizer'];

/** One question that AWS put to a role's policies, and was answered yes. */
export interface GrantedRequest {
  readonly roleName: string;
  readonly action: string;
  readonly resource: string;
  readonly conditionKeys: Parameters<Authorizer>[1]['conditionKeys'];
}

/** Writes down what roles are allowed in a world, from now on. */
export function recordRequests({
  world,
}: Pick<SimulatedAws, 'world'>): ReadonlyMap<string, GrantedRequest> {
  const granted = new Map<string, GrantedRequest>();
  const decide = world.authorizer;
  world.authorizer = (principal, requirement) => {
    const refusal = decide(principal, requirement);
    if (refusal === undefined && principal.kind === 'role') {
      const request = { roleName: principal.roleName, ...requirement };
      granted.set(JSON.stringify(request), request);
    }
    return refusal;
  };
  return granted;
}

/** Who may what, by the roles of a template alone: nothing else of it is made. */
export function policiesOf(template: Template, region: string): Authorizer {
  const aws = createSimulatedAws({
    clock: createVirtualClock(0),
    seed: 'policies',
    regions: [region],
  });
  const roles = Object.entries(template.Resources).filter(([, { Type }]) =>
    Type.startsWith('AWS::IAM::'),
  );
  const stack: StackPackage = {
    template: { Resources: Object.fromEntries(roles) },
    code: new Map(),
  };
  aws.deployStack({ region, stackName: 'policies', package: stack });
  return aws.world.authorizer;
}

/** In a sentence: `understudy-dev-region-observer may not rds:DescribeEvents on arn:…`. */
export function refusedOf(
  requests: Iterable<GrantedRequest>,
  decide: Authorizer,
): readonly string[] {
  return [...requests]
    .filter(
      ({ roleName, ...requirement }) =>
        decide({ kind: 'role', roleName, session: 'a test' }, requirement) !== undefined,
    )
    .map(({ roleName, action, resource }) => `${roleName} may not ${action} on ${resource}`);
}
