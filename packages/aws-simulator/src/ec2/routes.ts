import type {
  DescribeRouteTablesRequest,
  DescribeRouteTablesResult,
  ReplaceRouteRequest,
  RouteTable,
} from '@aws-sdk/client-ec2';

import { AwsFault } from '../kernel/aws-fault.ts';
import { originOf } from '../kernel/origin.ts';
import { pageOf } from '../kernel/paging.ts';
import type { ApiCall } from '../kernel/world.ts';
import { machineOfInterface } from './addresses.ts';
import { machineOf } from './attributes.ts';
import { dryRunPassed, missingParameter, notFound } from './ec2-faults.ts';
import { filtered, tagList, tagValues } from './filters.ts';
import type { Fleet } from './fleet.ts';
import type { RouteTableRecord } from './network.ts';

export function describeRouteTables(
  fleet: Fleet,
  input: DescribeRouteTablesRequest,
): DescribeRouteTablesResult {
  const { routeTables } = fleet.network;
  for (const id of input.RouteTableIds ?? []) tableNamed(fleet, id);
  const named = [...routeTables.values()].filter((table) =>
    (input.RouteTableIds ?? [table.id]).includes(table.id),
  );
  const matching = filtered(named, input.Filters, (table, name) => {
    if (name === 'route-table-id') return [table.id];
    if (name === 'vpc-id') return [table.vpcId];
    if (name === 'route.destination-cidr-block') return [...table.routes.keys()];
    return tagValues(table.tags, name);
  });
  const page = pageOf(matching, input.NextToken, input.MaxResults, 'InvalidNextToken');
  return {
    RouteTables: page.items.map((table) => renderTable(fleet, table)),
    ...(page.next !== undefined && { NextToken: page.next }),
  };
}

function renderTable(fleet: Fleet, table: RouteTableRecord): RouteTable {
  return {
    RouteTableId: table.id,
    VpcId: table.vpcId,
    OwnerId: fleet.world.accountId,
    Associations: [],
    Tags: tagList(table.tags),
    Routes: [...table.routes].map(([destination, interfaceId]) => {
      const machine = fleet.visible().find((candidate) => candidate.interfaceId === interfaceId);
      return {
        DestinationCidrBlock: destination,
        NetworkInterfaceId: interfaceId,
        Origin: 'CreateRoute',
        // [documented] A route whose target is not available is a blackhole.
        State: machine?.state === 'running' ? 'active' : 'blackhole',
        ...(machine && { InstanceId: machine.id, InstanceOwnerId: fleet.world.accountId }),
      };
    }),
  };
}

export function replaceRoute(
  fleet: Fleet,
  input: ReplaceRouteRequest,
  call: ApiCall,
): Record<string, never> {
  const table = tableNamed(fleet, input.RouteTableId ?? '');
  const destination = input.DestinationCidrBlock;
  if (destination === undefined) throw missingParameter('destinationCidrBlock');
  const before = table.routes.get(destination);
  if (before === undefined) {
    const message = `There is no route defined for '${destination}' in the route table. Use CreateRoute instead.`;
    throw new AwsFault('InvalidParameterValue', 400, message);
  }
  const machine =
    input.NetworkInterfaceId !== undefined
      ? machineOfInterface(fleet, input.NetworkInterfaceId)
      : machineOf(fleet, input.InstanceId);
  if (input.DryRun) throw dryRunPassed();
  table.routes.set(destination, machine.interfaceId);
  fleet.world.log.append({
    kind: 'effect',
    at: fleet.world.clock.now(),
    subject: `route/${table.id}/${destination}`,
    from: before,
    to: machine.interfaceId,
    ...originOf(call),
  });
  return {};
}

function tableNamed(fleet: Fleet, id: string): RouteTableRecord {
  const table = fleet.network.routeTables.get(id);
  if (!table) throw notFound('InvalidRouteTableID', 'routeTable ID', id);
  return table;
}
