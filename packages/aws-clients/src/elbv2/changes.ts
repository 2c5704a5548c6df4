import {
  DeregisterTargetsCommand,
  RegisterTargetsCommand,
  type ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Clock } from '@understudy/clock';
import { guardChanges } from '../calls/permit-guard.ts';
import { callsOf, sendChange } from '../calls/send.ts';
import type { Elbv2Changes } from '../ports.ts';

/** What the load balancers are asked to do: each under a permit, sent once, never retried. */
export function createElbv2Changes(outside: {
  readonly client: ElasticLoadBalancingV2Client;
  readonly clock: Pick<Clock, 'now'>;
}): Elbv2Changes {
  const { client, clock } = outside;
  guardChanges(client, clock);
  const call = callsOf('elasticloadbalancing', client);
  return {
    async register(permit, targetGroupArn, instanceId) {
      const command = new RegisterTargetsCommand({
        TargetGroupArn: targetGroupArn,
        Targets: [{ Id: instanceId }],
      });
      await sendChange(call('RegisterTargets'), permit, command, (sending) =>
        client.send(command, sending),
      );
    },

    async deregister(permit, targetGroupArn, instanceId) {
      const command = new DeregisterTargetsCommand({
        TargetGroupArn: targetGroupArn,
        Targets: [{ Id: instanceId }],
      });
      await sendChange(call('DeregisterTargets'), permit, command, (sending) =>
        client.send(command, sending),
      );
    },
  };
}
