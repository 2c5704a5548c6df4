import type {
  DescribeTargetHealthInput,
  DescribeTargetHealthOutput,
  TargetHealth,
  TargetHealthDescription,
} from '@aws-sdk/client-elastic-load-balancing-v2';

import type { Answer, Ec2 } from '../ec2/index.ts';
import { balancersOf, groupOf, type BalancerStore } from './balancer-store.ts';
import type { Target, TargetGroupRecord } from './target-group.ts';

/** Reasons and their descriptions [documented]. */
const UNHEALTHY: Readonly<Record<Answer, TargetHealth>> = {
  timeout: { Reason: 'Target.Timeout', Description: 'Request timed out' },
  refused: { Reason: 'Target.FailedHealthChecks', Description: 'Health checks failed' },
  error: {
    Reason: 'Target.ResponseCodeMismatch',
    Description: 'Health checks failed with these codes: [503]',
  },
  // The machine answers again, and too few checks have seen it.
  ok: { Reason: 'Target.FailedHealthChecks', Description: 'Health checks failed' },
};
const INITIAL: TargetHealth = {
  State: 'initial',
  Reason: 'Elb.InitialHealthChecking',
  Description: 'Initial health checks in progress',
};
const DRAINING: TargetHealth = {
  State: 'draining',
  Reason: 'Target.DeregistrationInProgress',
  Description: 'Target deregistration is in progress',
};
const NOT_REGISTERED: TargetHealth = {
  State: 'unused',
  Reason: 'Target.NotRegistered',
  Description: 'Target is not registered to the target group',
};
const NOT_IN_USE: TargetHealth = {
  State: 'unused',
  Reason: 'Target.NotInUse',
  Description: 'Target group is not configured to receive traffic from the load balancer',
};

export function describeTargetHealth(
  store: BalancerStore,
  ec2: Ec2,
  input: DescribeTargetHealthInput,
): DescribeTargetHealthOutput {
  const group = groupOf(store, input.TargetGroupArn);
  const asked = input.Targets?.map((target) => target.Id ?? '') ?? [...group.targets.keys()];
  const inUse = balancersOf(store, group.arn).length > 0;
  return {
    TargetHealthDescriptions: asked.map((id) => {
      const target = group.targets.get(id);
      return describe(group, id, target ? healthOf(target, ec2, inUse) : NOT_REGISTERED);
    }),
  };
}

function describe(
  group: TargetGroupRecord,
  id: string,
  health: TargetHealth,
): TargetHealthDescription {
  const port = group.targets.get(id)?.port ?? group.port;
  return {
    Target: { Id: id, Port: port },
    HealthCheckPort: String(port),
    TargetHealth: health,
  };
}

function healthOf(target: Target, ec2: Ec2, inUse: boolean): TargetHealth {
  switch (target.state) {
    case 'healthy':
      return { State: 'healthy' };
    case 'initial':
      return INITIAL;
    case 'draining':
      return DRAINING;
    case 'unhealthy':
      return { State: 'unhealthy', ...UNHEALTHY[ec2.answer(target.instanceId)] };
    case 'unused': {
      if (!inUse) return NOT_IN_USE;
      const state = ec2.instance(target.instanceId)?.state ?? 'terminated';
      const Description = `Target is in the ${state} state`;
      return { State: 'unused', Reason: 'Target.InvalidState', Description };
    }
  }
}
