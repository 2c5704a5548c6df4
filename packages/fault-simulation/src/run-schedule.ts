import { createInvariantWatch, type StackPackage, type Violation } from '@understudy/aws-simulator';

import { befallFunctions } from './function-events.ts';
import { judgeServices } from './judge.ts';
import type { FaultEvent, Schedule } from './schedule.ts';
import { createScene, type Scene } from './scene.ts';

/** What became of a schedule. */
export interface Story {
  readonly schedule: Schedule;
  readonly violations: readonly Violation[];
  /** What of the services is not as it should be at the end of the quiet time, in words. */
  readonly unserved: readonly string[];
  /** Everything that happened, a line each: equal for equal schedules. */
  readonly lines: readonly string[];
}

/** After the storm: long enough for a takeover that waits for a lost call, and another. */
const QUIET_SECONDS_MAX = 3_600;
const QUIET_STEP_SECONDS = 120;

/** Runs a schedule through the packaged functions on virtual time, and judges it. */
export async function runSchedule(schedule: Schedule, stack: StackPackage): Promise<Story> {
  const services = Array.from({ length: schedule.services }, (_, index) => `pair${index + 10}`);
  const at = await createScene({
    seed: schedule.seed,
    fieldLatencies: schedule.fieldLatencies,
    package: stack,
    jupiter: { services, quickAlarms: true },
  });
  const watch = createInvariantWatch(at.jupiter.descriptions);
  const seen: Violation[] = at.aws.world.log.entries.flatMap((entry) => [...watch.see(entry)]);
  at.aws.world.log.subscribe((entry) => void seen.push(...watch.see(entry)));
  const endings: (() => void)[] = [];
  const begun = at.clock.now();
  for (const event of schedule.events) {
    await at.clock.advanceTo(begun + event.atSeconds * 1_000);
    await befall(at, event, endings);
    if (seen.length > 0) break;
  }
  await at.pass(QUIET_STEP_SECONDS);
  for (const end of endings) end();
  for (const { primaryId, backupId } of Object.values(at.jupiter.services)) {
    at.jupiter.ec2.fault(primaryId, 'recover');
    at.jupiter.ec2.fault(backupId, 'recover');
  }
  let unserved = await judgeServices(at);
  for (let quiet = 0; quiet < QUIET_SECONDS_MAX && unserved.length > 0 && seen.length === 0;) {
    await at.pass(QUIET_STEP_SECONDS);
    quiet += QUIET_STEP_SECONDS;
    unserved = await judgeServices(at);
  }
  const lines = at.aws.world.log.entries.map((entry) => JSON.stringify(entry));
  return { schedule, violations: await at.violations(), unserved, lines };
}

async function befall(at: Scene, event: FaultEvent, endings: (() => void)[]): Promise<void> {
  const { aws, region } = at;
  const service =
    Object.values(at.jupiter.services)['service' in event ? event.service : 0] ?? at.pair;
  switch (event.kind) {
    case 'machine': {
      const id = event.side === 'primary' ? service.primaryId : service.backupId;
      const options = event.times === undefined ? {} : { times: event.times };
      return at.jupiter.ec2.fault(id, event.fault, options);
    }
    case 'person':
      return personActs(at, event, service);
    case 'order':
      return order(at, event.order, service.name);
    case 'messages': {
      const { copies, reorderSeconds } = event;
      const fault = { name: 'astray', copies, reorderMilliseconds: reorderSeconds * 1_000 };
      endings.push(region.sns.addFault(fault));
      endings.push(region.events.addFault({ ...fault, source: ROUTER_RULES }));
      return;
    }
    case 'silence':
      endings.push(region.sns.addFault({ name: 'silence', isLost: true }));
      endings.push(region.events.addFault({ name: 'silence', isLost: true, source: ROUTER_RULES }));
      return;
    default: {
      const ending = befallFunctions(aws, region.lambda, event);
      if (ending) endings.push(ending);
    }
  }
}

/** The reconciler's schedule is what is left when no message comes: it goes on. */
const ROUTER_RULES = 'alarm-router-rule';

async function personActs(
  at: Scene,
  { does, side }: Extract<FaultEvent, { kind: 'person' }>,
  service: Scene['pair'],
): Promise<void> {
  const id = side === 'primary' ? service.primaryId : service.backupId;
  const target = { TargetGroupArn: service.targetGroupArn, Targets: [{ Id: id }] };
  const instance = { InstanceIds: [id] };
  const calls = {
    start: ['ec2', 'StartInstances', instance],
    stop: ['ec2', 'StopInstances', instance],
    register: ['elasticloadbalancing', 'RegisterTargets', target],
    deregister: ['elasticloadbalancing', 'DeregisterTargets', target],
  } as const;
  // What AWS refuses a person (a start of what stops) is part of the story.
  const [api, operation, input] = calls[does];
  await at.asPerson(api, operation, input).catch(() => undefined);
}

async function order(
  at: Scene,
  kind: Extract<FaultEvent, { kind: 'order' }>['order'],
  service: string,
): Promise<void> {
  const { state } = await at.record(service);
  if (!state) return;
  const words = { kind, by: 'operator', reason: 'a simulation', id: `order-${at.clock.now()}` };
  const expected = { expectedActive: state.active, expectedEpoch: state.epoch };
  await at
    .invokeRouter({ service, order: { ...words, ...expected, force: false } })
    .catch(() => undefined);
}
