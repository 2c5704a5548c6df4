import { DescribeSubnetsCommand, type EC2Client } from '@aws-sdk/client-ec2';
import { present } from '../calls/answers.ts';
import { readInChunks, readPages } from '../calls/pages.ts';
import { callsOf, sendRead } from '../calls/send.ts';
import type { SubnetReads } from '../readiness-ports.ts';
import { ITEMS_PER_PAGE } from './reads.ts';

/** A cluster's nodes and a task need addresses: a full subnet fails them half an hour later. */
export function createSubnetReads({ client }: { readonly client: EC2Client }): SubnetReads {
  const call = callsOf('ec2', client)('DescribeSubnets');
  return {
    describeSubnets: (ids, options = {}) =>
      readInChunks(ids, (chunk) =>
        readPages('ec2:DescribeSubnets', async (next) => {
          const command = new DescribeSubnetsCommand({
            Filters: [{ Name: 'subnet-id', Values: chunk }],
            MaxResults: ITEMS_PER_PAGE,
            NextToken: next,
          });
          const answer = await sendRead(call, options, (sending) => client.send(command, sending));
          const items = (answer.Subnets ?? []).map((subnet) => ({
            id: present(subnet.SubnetId, "the subnet's id"),
            zone: present(subnet.AvailabilityZone, "the subnet's zone"),
            freeAddresses: present(subnet.AvailableIpAddressCount, "the subnet's free addresses"),
          }));
          return { items, next: answer.NextToken };
        }),
      ),
  };
}
