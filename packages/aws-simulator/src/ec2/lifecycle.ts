import type { Origin } from '../kernel/origin.ts';
import { scheduleIn } from '../kernel/schedule-in.ts';
import type { Fleet } from './fleet.ts';
import { answerOf, failingChecks, isRunning, type Machine } from './machine.ts';

/** How a stop treats the operating system. */
export interface StopManner {
  readonly skipOsShutdown: boolean;
}

const EC2: Origin = { cause: { kind: 'service', name: 'ec2' } };

/** StateReason codes [documented] and, for the key, [believed]. */
const USER_INITIATED = {
  code: 'Client.UserInitiatedShutdown',
  message: 'Client.UserInitiatedShutdown: User initiated shutdown',
};
const KEY_REFUSED = {
  code: 'Client.InternalError',
  message: 'Client.InternalError: Client error on launch. Client.InvalidKMSKey.InvalidState',
};

/** Sets a stopped machine going. `fallsBack`: its volume's key is refused, which only shows later. */
export function startMachine(
  fleet: Fleet,
  machine: Machine,
  origin: Origin,
  fallsBack = false,
): void {
  machine.stateReason = undefined;
  machine.transitionReason = '';
  machine.launchedAt = fleet.world.clock.now();
  // A start moves to other hardware and boots afresh, which heals what is not in the disk.
  if (!machine.ailment?.persistent) machine.ailment = undefined;
  machine.stopHangs = machine.stopHangs === 'for-good' ? 'for-good' : 'no';
  fleet.move(machine, 'pending', origin);
  after(fleet, machine, fleet.timings.starting(), () => {
    if (fallsBack) {
      machine.stateReason = KEY_REFUSED;
      settle(fleet, machine, 'stopped', origin);
      return;
    }
    enterRunning(fleet, machine, origin);
  });
}

/** From here on the machine runs: checks begin, the application boots. */
export function enterRunning(fleet: Fleet, machine: Machine, origin: Origin): void {
  machine.ready = false;
  machine.systemCheck = 'initializing';
  machine.instanceCheck = 'initializing';
  fleet.move(machine, 'running', origin);
  const boot = machine.launchedAt;
  const sameBoot = (): boolean => isRunning(machine) && machine.launchedAt === boot;
  later(fleet, fleet.timings.ready(), () => {
    if (!sameBoot()) return;
    const before = answerOf(machine);
    machine.ready = true;
    if (answerOf(machine) !== before) {
      fleet.note(machine, 'application', before, answerOf(machine), EC2);
    }
  });
  later(fleet, fleet.timings.checksPassed(), () => sameBoot() && refreshChecks(fleet, machine));
}

/** Makes the status checks say what is so. */
export function refreshChecks(fleet: Fleet, machine: Machine): void {
  if (!isRunning(machine)) return;
  const failing = failingChecks(machine.ailment);
  const system = failing.system ? 'impaired' : 'ok';
  const instance = failing.instance ? 'impaired' : 'ok';
  if (system === machine.systemCheck && instance === machine.instanceCheck) return;
  const before = `${machine.systemCheck}/${machine.instanceCheck}`;
  machine.systemCheck = system;
  machine.instanceCheck = instance;
  machine.impairedSince = failing.instance ? fleet.world.clock.now() : undefined;
  fleet.note(machine, 'status', before, `${system}/${instance}`, EC2);
}

/** Begins a stop, or presses one that is under way. */
export function stopMachine(
  fleet: Fleet,
  machine: Machine,
  origin: Origin,
  manner: StopManner,
): void {
  machine.stateReason = USER_INITIATED;
  machine.transitionReason = `User initiated (${transitionTime(fleet)})`;
  if (machine.state !== 'stopping') fleet.move(machine, 'stopping', origin);
  const delay = stoppingTime(fleet, machine, manner);
  if (delay === undefined) return;
  after(fleet, machine, delay, () => settle(fleet, machine, 'stopped', origin));
}

/** Undefined: this stop never ends. */
function stoppingTime(fleet: Fleet, machine: Machine, manner: StopManner): number | undefined {
  if (machine.stopHangs === 'for-good') return undefined;
  if (manner.skipOsShutdown) return fleet.timings.stoppingSkipped();
  if (machine.stopHangs === 'until-skip') return undefined;
  // [believed] A force asks the operating system first too, so one that hangs delays it as well.
  const deaf = machine.ailment?.kind === 'hang' || machine.ailment?.kind === 'system-impaired';
  return deaf ? fleet.timings.stoppingHung() : fleet.timings.stopping();
}

export function terminateMachine(fleet: Fleet, machine: Machine, origin: Origin): void {
  machine.stateReason = USER_INITIATED;
  machine.transitionReason = `User initiated (${transitionTime(fleet)})`;
  const delay = machine.state === 'stopped' ? 0 : fleet.timings.terminating();
  fleet.move(machine, 'shutting-down', origin);
  after(fleet, machine, delay, () => settle(fleet, machine, 'terminated', origin));
}

/** The machine is down. */
export function settle(
  fleet: Fleet,
  machine: Machine,
  to: 'stopped' | 'terminated',
  origin: Origin,
): void {
  machine.cancelTransition();
  machine.ready = false;
  machine.systemCheck = 'not-applicable';
  machine.instanceCheck = 'not-applicable';
  machine.impairedSince = undefined;
  if (to === 'terminated') machine.terminatedAt = fleet.world.clock.now();
  fleet.move(machine, to, origin);
}

function after(fleet: Fleet, machine: Machine, milliseconds: number, task: () => void): void {
  machine.cancelTransition();
  machine.cancelTransition = later(fleet, milliseconds, task);
}

/** Runs a task later on the world's clock; in a lost region it waits. */
export function later(fleet: Fleet, milliseconds: number, task: () => void): () => void {
  return scheduleIn(fleet.world, fleet.region, milliseconds, task);
}

/** As EC2 writes it: `2026-11-22 03:01:00 GMT`. */
function transitionTime(fleet: Fleet): string {
  return new Date(fleet.world.clock.now()).toISOString().replace('T', ' ').replace(/\..*$/, ' GMT');
}
