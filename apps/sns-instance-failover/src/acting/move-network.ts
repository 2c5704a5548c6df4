import type { InstanceFact } from '@understudy/aws-clients';
import { RetryableError } from '@understudy/errors';
import type { Role } from '@understudy/leases';
import type { StepScope } from '@understudy/workflow';

import { change, lookNow, toldStep, type Run } from './run.ts';

/**
 * The layers beside the balancer, each where configured: elastic addresses, routes, DNS records.
 * Each looks first; a failure in the middle is resumed at the first one that is not moved.
 */
export async function moveNetwork(run: Run, role: Role, label: string): Promise<void> {
  const { elasticIps, routes, dnsRecords } = run.session.service;
  if (elasticIps.length > 0)
    await toldStep(run, `${label}.addresses`, (scope) => moveAddresses(run, role, scope));
  if (routes.length > 0)
    await toldStep(run, `${label}.routes`, (scope) => moveRoutes(run, role, scope));
  if (dnsRecords.length > 0)
    await toldStep(run, `${label}.records`, (scope) => moveRecords(run, role, scope));
}

type Moved = { value: null; sentence: string };

function moved(what: string, names: readonly string[]): Moved {
  return {
    value: null,
    sentence:
      names.length === 0 ? `${what} pointed there already.` : `${what} moved: ${names.join(', ')}.`,
  };
}

/** Where everything moves to. It ran a moment ago: when it is gone, the step fails and looks again. */
async function memberOf(run: Run, role: Role, scope: StepScope): Promise<InstanceFact> {
  const { instance } = (await lookNow(run, scope)).members[role];
  if (instance) return instance;
  throw new RetryableError(
    'MemberMissing',
    `expected an instance that plays ${role} of ${run.session.service.name}, found none to move the network to`,
  );
}

/** Routes name an interface, not an instance. */
function interfaceOf({ id, networkInterfaceId }: InstanceFact): string {
  if (networkInterfaceId !== undefined) return networkInterfaceId;
  throw new RetryableError(
    'InterfaceMissing',
    `expected a network interface at ${id} for the routes to point to, found none`,
  );
}

async function moveAddresses(run: Run, role: Role, scope: StepScope): Promise<Moved> {
  const { world, service } = run.session;
  const instance = await memberOf(run, role, scope);
  const addresses = await world.ec2.describeAddresses(service.elasticIps, scope);
  const elsewhere = addresses.filter((address) => address.instanceId !== instance.id);
  for (const address of elsewhere) {
    await change(
      run,
      {
        phase: 'network',
        call: 'ec2:AssociateAddress',
        on: [address.allocationId, instance.id],
        from: address.instanceId ?? 'nowhere',
        to: instance.id,
      },
      (permit) => world.ec2.associateAddress(permit, address.allocationId, instance.id),
      scope,
    );
  }
  return moved(
    'Addresses',
    elsewhere.map(({ publicIp }) => publicIp),
  );
}

async function moveRoutes(run: Run, role: Role, scope: StepScope): Promise<Moved> {
  const { world, service } = run.session;
  const networkInterfaceId = interfaceOf(await memberOf(run, role, scope));
  const wanted = new Set(
    service.routes.map(({ routeTableId, destination }) => `${routeTableId} ${destination}`),
  );
  const facts = await world.ec2.describeRoutes(
    [...new Set(service.routes.map(({ routeTableId }) => routeTableId))],
    scope,
  );
  const elsewhere = facts.filter(
    (route) =>
      wanted.has(`${route.routeTableId} ${route.destination}`) &&
      route.networkInterfaceId !== networkInterfaceId,
  );
  for (const { routeTableId, destination, networkInterfaceId: from } of elsewhere) {
    await change(
      run,
      {
        phase: 'network',
        call: 'ec2:ReplaceRoute',
        on: [routeTableId, destination],
        from: from ?? 'nowhere',
        to: networkInterfaceId,
      },
      (permit) => world.ec2.replaceRoute(permit, { routeTableId, destination, networkInterfaceId }),
      scope,
    );
  }
  return moved(
    'Routes',
    elsewhere.map(({ destination }) => destination),
  );
}

async function moveRecords(run: Run, role: Role, scope: StepScope): Promise<Moved> {
  const { world, service } = run.session;
  const names: string[] = [];
  for (const { zoneId, name, type, ttlSeconds, values } of service.dnsRecords) {
    const wanted = values[role];
    const present = await world.route53.readRecord(zoneId, name, type, scope);
    if (present && present.values.join() === wanted.join()) continue;
    await change(
      run,
      {
        phase: 'network',
        call: 'route53:ChangeResourceRecordSets',
        on: [zoneId, name],
        from: present?.values.join(',') ?? 'nothing',
        to: wanted.join(','),
      },
      (permit) =>
        world.route53.upsertRecord(permit, { zoneId, name, type, ttlSeconds, values: wanted }),
      scope,
    );
    names.push(name);
  }
  return moved('DNS records', names);
}
