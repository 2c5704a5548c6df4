import type { DurableFunctions, Ec2Reads, Elbv2Reads } from '@understudy/aws-clients';
import { fromErrorRecord, toErrorRecord } from '@understudy/errors';
import {
  LOCAL_CLOCK_SKEW_ALLOWANCE_MS,
  type LeaseStore,
  type ServiceRecord,
} from '@understudy/leases';

import type { FailoverInput } from '../instance-failover/failover-input.ts';
import { observeService, type ObservingWorld } from '../looking/observe-service.ts';
import { readCatalog } from '../services/catalog.ts';
import type { ServiceDefinition } from '../services/service-definition.ts';
import type { InstanceFailoverSettings } from '../services/settings.ts';
import { nameExecution, nameIncident } from '../triggers/name-execution.ts';
import { judgeDeviation } from './judge-deviation.ts';
import { judgeOwner } from './judge-owner.ts';
import { withPrefetched, type Prefetched } from './prefetched-reads.ts';

export interface ReconcilerWorld extends ObservingWorld {
  readonly ec2: Ec2Reads;
  readonly elbv2: Elbv2Reads;
  readonly store: Pick<LeaseStore, 'readService' | 'readIncident'>;
  readonly functions: Pick<DurableFunctions, 'start' | 'status' | 'stop'>;
  readonly settings: InstanceFailoverSettings & { readonly failoverFunctionArn: string };
}

export interface Swept {
  readonly service: string;
  readonly deviation?: string;
  readonly started?: string;
  readonly problem?: string;
}

/** Services looked at side by side: quick for fifty, gentle on the APIs' buckets. */
const SERVICES_AT_ONCE = 8;

/**
 * The level under the edges: looks at every service, reads only, and starts an execution for what
 * is not as it should be. One service that cannot be read does not hide the others.
 */
export async function sweepServices(world: ReconcilerWorld): Promise<readonly Swept[]> {
  const catalog = await readCatalog(world.ec2, world.settings);
  const prefetched = await prefetch(world, catalog.names, catalog.instances);
  const observing = withPrefetched(world, prefetched);
  const results: Swept[] = [];
  for (let index = 0; index < catalog.names.length; index += SERVICES_AT_ONCE) {
    const batch = catalog.names.slice(index, index + SERVICES_AT_ONCE);
    results.push(...(await Promise.all(batch.map((name) => sweepOne(world, observing, name)))));
  }
  return results;
}

async function prefetch(
  world: ReconcilerWorld,
  names: readonly string[],
  instances: Prefetched['instances'],
): Promise<Prefetched> {
  const groups = names.flatMap((name) => world.settings.definitionOf(name).targetGroups);
  const groupNames = groups.filter((group) => !group.startsWith('arn:'));
  const arns = groups.filter((group) => group.startsWith('arn:'));
  const running = instances.filter(({ state }) => state === 'running').map(({ id }) => id);
  const [byName, byArn, statuses] = await Promise.all([
    describeEach(world, groupNames),
    arns.length > 0 ? world.elbv2.describeTargetGroups({ arns }) : [],
    running.length > 0 ? world.ec2.describeStatus(running) : [],
  ]);
  return {
    instances,
    statuses,
    groups: [...byName.groups, ...byArn],
    unreadGroups: byName.unreadGroups,
  };
}

/** One missing name fails a request for many: then each is asked for alone. */
async function describeEach(
  world: ReconcilerWorld,
  names: readonly string[],
): Promise<Pick<Prefetched, 'groups' | 'unreadGroups'>> {
  const unreadGroups = new Map<string, Error>();
  if (names.length === 0) return { groups: [], unreadGroups };
  try {
    return { groups: await world.elbv2.describeTargetGroups({ names }), unreadGroups };
  } catch {
    const each = names.map((name) =>
      world.elbv2.describeTargetGroups({ names: [name] }).catch((thrown: unknown) => {
        unreadGroups.set(name, fromErrorRecord(toErrorRecord(thrown)));
        return [];
      }),
    );
    return { groups: (await Promise.all(each)).flat(), unreadGroups };
  }
}

async function sweepOne(
  world: ReconcilerWorld,
  observing: ObservingWorld,
  name: string,
): Promise<Swept> {
  try {
    const service = world.settings.definitionOf(name);
    const [record, look] = await Promise.all([
      world.store.readService(`service#${name}`),
      observeService(observing, service),
    ]);
    const openIncident = record.openIncident?.id;
    const incident =
      openIncident === undefined ? undefined : await world.store.readIncident(openIncident);
    const deviation = judgeDeviation({
      service,
      record,
      look,
      ownerFinished: await ownerFinished(world, record, service),
      ...(incident ? { incident } : {}),
    });
    if (deviation === undefined) return { service: name };
    return { service: name, deviation, started: await startLook(world, name, deviation) };
  } catch (thrown) {
    const { code, message } = toErrorRecord(thrown);
    world.settings.log.warn('A service could not be swept', {
      service: name,
      code,
      problem: message,
    });
    return { service: name, problem: `${code}: ${message}` };
  }
}

/**
 * Cheap and careful: the execution that is started proves it again before it takes anything. One
 * that runs and does not get on is stopped here: then its end is proved, and its lease is free soon.
 */
async function ownerFinished(
  world: ReconcilerWorld,
  record: ServiceRecord,
  service: ServiceDefinition,
): Promise<boolean> {
  const { owner, turnDeadlineMilliseconds, declaredOver } = record.lease;
  if (!owner) return false;
  if (declaredOver) return true;
  if (owner.kind === 'local') {
    return world.clock.now() > turnDeadlineMilliseconds + LOCAL_CLOCK_SKEW_ALLOWANCE_MS;
  }
  const status = await world.functions.status(owner.executionArn);
  if (status !== 'running') return status !== undefined;
  const stuck = judgeOwner(record.lease, service, world.clock.now());
  if (stuck === undefined) return false;
  world.settings.log.warn('An execution that does not get on is stopped', {
    service: service.name,
    execution: owner.executionArn,
    reason: stuck,
  });
  await world.functions.stop(owner.executionArn, stuck);
  return true;
}

async function startLook(
  world: ReconcilerWorld,
  service: string,
  deviation: string,
): Promise<string> {
  const trigger = { kind: 'deviation', deviation, atMilliseconds: world.clock.now() } as const;
  const executionName = nameExecution(service, trigger, false);
  const input: FailoverInput = {
    service,
    trigger,
    incidentId: nameIncident(service, trigger),
    rehearse: false,
  };
  const answer = await world.functions.start(
    world.settings.failoverFunctionArn,
    executionName,
    input,
  );
  world.settings.log.info('A deviation starts a look', {
    service,
    deviation,
    execution: executionName,
    result: answer.result,
  });
  return executionName;
}
