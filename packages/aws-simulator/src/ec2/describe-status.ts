import type {
  DescribeInstanceStatusRequest,
  DescribeInstanceStatusResult,
  InstanceStatus,
  InstanceStatusSummary,
} from '@aws-sdk/client-ec2';

import { pageOf } from '../kernel/paging.ts';
import { stateOf } from './describe-instances.ts';
import { filtered, tagValues } from './filters.ts';
import type { Fleet } from './fleet.ts';
import type { CheckStatus, Machine } from './machine.ts';

/** The status checks; only of running instances unless all are asked for [documented]. */
export function describeInstanceStatus(
  fleet: Fleet,
  input: DescribeInstanceStatusRequest,
): DescribeInstanceStatusResult {
  const ids = input.InstanceIds ?? [];
  const known = (ids.length > 0 ? fleet.require(ids) : fleet.visible()).filter(
    (machine) => input.IncludeAllInstances === true || machine.state === 'running',
  );
  const matching = filtered(known, input.Filters, valueOf);
  const page = pageOf(matching, input.NextToken, input.MaxResults, 'InvalidNextToken');
  return {
    InstanceStatuses: page.items.map(renderStatus),
    ...(page.next !== undefined && { NextToken: page.next }),
  };
}

function renderStatus(machine: Machine): InstanceStatus {
  return {
    InstanceId: machine.id,
    AvailabilityZone: machine.zone,
    InstanceState: stateOf(machine),
    SystemStatus: summaryOf(checkOf(machine, machine.systemCheck), machine.impairedSince),
    InstanceStatus: summaryOf(checkOf(machine, machine.instanceCheck), machine.impairedSince),
    Events: [],
  };
}

/** Checks say nothing of an instance that does not run, however they ended. */
function checkOf(machine: Machine, check: CheckStatus): CheckStatus {
  return machine.state === 'running' ? check : 'not-applicable';
}

function summaryOf(check: CheckStatus, since: number | undefined): InstanceStatusSummary {
  if (check === 'not-applicable') return { Status: check };
  const failed = check === 'impaired';
  return {
    Status: check,
    Details: [
      {
        Name: 'reachability',
        Status: check === 'ok' ? 'passed' : failed ? 'failed' : 'initializing',
        ...(failed && since !== undefined && { ImpairedSince: new Date(since) }),
      },
    ],
  };
}

function valueOf(machine: Machine, name: string): readonly string[] | undefined {
  switch (name) {
    case 'availability-zone':
      return [machine.zone];
    case 'instance-state-name':
      return [machine.state];
    case 'instance-status.status':
      return [checkOf(machine, machine.instanceCheck)];
    case 'system-status.status':
      return [checkOf(machine, machine.systemCheck)];
    default:
      return tagValues(machine.tags, name);
  }
}
