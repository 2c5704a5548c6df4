import {
  DescribeAddressesCommand,
  DescribeInstanceStatusCommand,
  DescribeInstancesCommand,
  DescribeRouteTablesCommand,
  DescribeVolumesCommand,
  type EC2Client,
  type Filter,
} from '@aws-sdk/client-ec2';
import { readInChunks, readPages } from '../calls/pages.ts';
import { callsOf, sendRead } from '../calls/send.ts';
import type { Ec2Reads, InstanceFact, ReadOptions } from '../ports.ts';
import {
  toAddressFact,
  toInstanceFact,
  toRouteFacts,
  toStatusFact,
  toVolumeFact,
} from './facts.ts';
import { mayChange } from './may-change.ts';

/** Answers on one page: EC2 gives up to 1,000, but large pages come late. */
export const ITEMS_PER_PAGE = 200;

/**
 * What EC2 says. Ids are asked for by filter where EC2 has one: what no longer exists is left out of
 * the answer, where asking by id would fail for all of them.
 */
export function createEc2Reads({ client }: { readonly client: EC2Client }): Ec2Reads {
  return {
    async describeInstances(query, options = {}) {
      const { names = [], nameEnds = [], ids, tag } = query;
      const named = [...names.map(literally), ...nameEnds.map((end) => `*${literally(end)}`)];
      const byName = await readInChunks(named, (chunk) =>
        instances(client, { Name: 'tag:Name', Values: chunk }, options),
      );
      const byId = await readInChunks(ids ?? [], (chunk) =>
        instances(client, { Name: 'instance-id', Values: chunk }, options),
      );
      const byTag = tag
        ? await instances(
            client,
            { Name: `tag:${tag.key}`, Values: [literally(tag.value)] },
            options,
          )
        : [];
      return distinct([...byName, ...byId, ...byTag]);
    },

    async describeStatus(ids, options = {}) {
      const call = callsOf('ec2', client)('DescribeInstanceStatus');
      return await readInChunks(ids, async (chunk) => {
        const input = { InstanceIds: chunk, IncludeAllInstances: true };
        const answer = await sendRead(call, options, (sending) =>
          client.send(new DescribeInstanceStatusCommand(input), sending),
        );
        return (answer.InstanceStatuses ?? []).map(toStatusFact);
      });
    },

    async describeVolumes(ids, options = {}) {
      return await readInChunks(ids, (chunk) => volumes(client, chunk, options));
    },

    async describeAddresses(allocationIds, options = {}) {
      const call = callsOf('ec2', client)('DescribeAddresses');
      return await readInChunks(allocationIds, async (chunk) => {
        const input = { Filters: [{ Name: 'allocation-id', Values: chunk }] };
        const answer = await sendRead(call, options, (sending) =>
          client.send(new DescribeAddressesCommand(input), sending),
        );
        return (answer.Addresses ?? []).map(toAddressFact);
      });
    },

    async describeRoutes(routeTableIds, options = {}) {
      return await readInChunks(routeTableIds, (chunk) => routes(client, chunk, options));
    },

    mayStart: (id, options = {}) => mayChange(client, 'StartInstances', id, options),
    mayStop: (id, options = {}) => mayChange(client, 'StopInstances', id, options),
  };
}

async function instances(client: EC2Client, filter: Filter, options: ReadOptions) {
  const call = callsOf('ec2', client)('DescribeInstances');
  return await readPages('ec2:DescribeInstances', async (next) => {
    const input = { Filters: [filter], MaxResults: ITEMS_PER_PAGE, NextToken: next };
    const answer = await sendRead(call, options, (sending) =>
      client.send(new DescribeInstancesCommand(input), sending),
    );
    const found = (answer.Reservations ?? []).flatMap((one) => one.Instances ?? []);
    return { items: found.map(toInstanceFact), next: answer.NextToken };
  });
}

async function volumes(client: EC2Client, ids: string[], options: ReadOptions) {
  const call = callsOf('ec2', client)('DescribeVolumes');
  return await readPages('ec2:DescribeVolumes', async (next) => {
    const filters = [{ Name: 'volume-id', Values: ids }];
    const input = { Filters: filters, MaxResults: ITEMS_PER_PAGE, NextToken: next };
    const answer = await sendRead(call, options, (sending) =>
      client.send(new DescribeVolumesCommand(input), sending),
    );
    return { items: (answer.Volumes ?? []).map(toVolumeFact), next: answer.NextToken };
  });
}

async function routes(client: EC2Client, ids: string[], options: ReadOptions) {
  const call = callsOf('ec2', client)('DescribeRouteTables');
  return await readPages('ec2:DescribeRouteTables', async (next) => {
    const filters = [{ Name: 'route-table-id', Values: ids }];
    // 100 is the most that this operation gives on one page.
    const input = { Filters: filters, MaxResults: 100, NextToken: next };
    const answer = await sendRead(call, options, (sending) =>
      client.send(new DescribeRouteTablesCommand(input), sending),
    );
    return { items: (answer.RouteTables ?? []).flatMap(toRouteFacts), next: answer.NextToken };
  });
}

/** In a filter `*` and `?` stand for other characters; a name is meant letter by letter. */
function literally(value: string): string {
  return value.replaceAll(/[\\*?]/g, String.raw`\$&`);
}

function distinct(found: readonly InstanceFact[]): readonly InstanceFact[] {
  return [...new Map(found.map((one) => [one.id, one])).values()];
}
