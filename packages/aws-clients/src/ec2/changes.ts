import {
  AssociateAddressCommand,
  ModifyInstanceAttributeCommand,
  ReplaceRouteCommand,
  StartInstancesCommand,
  StopInstancesCommand,
  type EC2Client,
} from '@aws-sdk/client-ec2';
import type { Clock } from '@understudy/clock';
import { guardChanges } from '../calls/permit-guard.ts';
import { callsOf, sendChange } from '../calls/send.ts';
import type { Ec2Changes } from '../ports.ts';

/** What EC2 is asked to do: each under a permit, sent once, never retried. */
export function createEc2Changes(outside: {
  readonly client: EC2Client;
  readonly clock: Pick<Clock, 'now'>;
}): Ec2Changes {
  const { client, clock } = outside;
  guardChanges(client, clock);
  const call = callsOf('ec2', client);
  return {
    async stop(permit, id, how) {
      const command = new StopInstancesCommand({
        InstanceIds: [id],
        Force: how.force,
        SkipOsShutdown: how.skipOsShutdown,
      });
      await sendChange(call('StopInstances'), permit, command, (sending) =>
        client.send(command, sending),
      );
    },

    async start(permit, id) {
      const command = new StartInstancesCommand({ InstanceIds: [id] });
      await sendChange(call('StartInstances'), permit, command, (sending) =>
        client.send(command, sending),
      );
    },

    async setSecurityGroups(permit, id, groups) {
      const command = new ModifyInstanceAttributeCommand({ InstanceId: id, Groups: [...groups] });
      await sendChange(call('ModifyInstanceAttribute'), permit, command, (sending) =>
        client.send(command, sending),
      );
    },

    async associateAddress(permit, allocationId, instanceId) {
      const command = new AssociateAddressCommand({
        AllocationId: allocationId,
        InstanceId: instanceId,
        // It is still associated with the member that was fenced: this is what moves it.
        AllowReassociation: true,
      });
      await sendChange(call('AssociateAddress'), permit, command, (sending) =>
        client.send(command, sending),
      );
    },

    async replaceRoute(permit, { routeTableId, destination, networkInterfaceId }) {
      const command = new ReplaceRouteCommand({
        RouteTableId: routeTableId,
        NetworkInterfaceId: networkInterfaceId,
        ...toDestination(destination),
      });
      await sendChange(call('ReplaceRoute'), permit, command, (sending) =>
        client.send(command, sending),
      );
    },
  };
}

/** A destination by its form: a prefix list, an IPv6 block, or an IPv4 block. */
function toDestination(destination: string) {
  if (destination.startsWith('pl-')) return { DestinationPrefixListId: destination };
  if (destination.includes(':')) return { DestinationIpv6CidrBlock: destination };
  return { DestinationCidrBlock: destination };
}
