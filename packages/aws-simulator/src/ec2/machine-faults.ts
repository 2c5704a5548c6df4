import { TerminalError } from '@understudy/errors';

import type { Origin } from '../kernel/origin.ts';
import type { Fleet } from './fleet.ts';
import { later, refreshChecks, settle, startMachine } from './lifecycle.ts';
import { answerOf, type Ailment, type Machine } from './machine.ts';

/** What can happen to a machine that nobody asked for. */
export type MachineFault =
  /** Runs on without answering; the instance check fails; a stop through the system takes minutes. */
  | 'hang'
  /** Connections are refused; the checks stay `ok`. */
  | 'app-dead'
  /** The application answers with an error status; the checks stay `ok`. */
  | 'app-error'
  /** The host fails: both checks, no answers. */
  | 'system-impaired'
  /** Only the instance check fails; the application answers: two sensors that disagree. */
  | 'instance-impaired'
  /** The machine goes down by itself and is `stopped`. */
  | 'crash'
  /** Somebody's automation, or AWS, terminates it. */
  | 'terminate'
  /** Auto-recovery, or somebody's schedule, starts it again. */
  | 'comes-back'
  /** A stop ends only with SkipOsShutdown. */
  | 'stop-hangs'
  /** No stop ends. */
  | 'stop-hangs-for-good'
  /** The next `times` starts get InsufficientInstanceCapacity. */
  | 'start-refused'
  /** The next `times` starts succeed and fall back to `stopped`. */
  | 'start-falls-back'
  /** Everything above is over; a stop that hung ends. */
  | 'recover';

export interface MachineFaultOptions {
  /** For the faults that meet starts. Default: every start. */
  readonly times?: number;
  /** Outlives a stop and a start. Default false. */
  readonly persistent?: boolean;
}

const HOST_FAILURE = {
  code: 'Server.InternalError',
  message: 'Server.InternalError: Internal error on launch',
};

/** Lets a machine suffer. */
export function inflict(
  fleet: Fleet,
  instanceId: string,
  fault: MachineFault,
  options: MachineFaultOptions = {},
): void {
  const machine = fleet.machines.get(instanceId);
  if (!machine) {
    throw new TerminalError('UNKNOWN_INSTANCE', `Expected an instance, found none: ${instanceId}.`);
  }
  const origin: Origin = { cause: { kind: 'fault', name: fault } };
  const times = options.times ?? Infinity;
  switch (fault) {
    case 'hang':
    case 'app-dead':
    case 'app-error':
    case 'system-impaired':
    case 'instance-impaired':
      return ail(fleet, machine, { kind: fault, persistent: options.persistent ?? false }, origin);
    case 'crash':
      if (machine.state === 'stopped' || machine.state === 'terminated') return;
      machine.stateReason = HOST_FAILURE;
      return settle(fleet, machine, 'stopped', origin);
    case 'terminate':
      if (machine.state === 'terminated') return;
      return settle(fleet, machine, 'terminated', origin);
    case 'comes-back':
      return machine.state === 'stopped' ? startMachine(fleet, machine, origin) : undefined;
    case 'stop-hangs':
      machine.stopHangs = 'until-skip';
      return machine.state === 'stopping' ? machine.cancelTransition() : undefined;
    case 'stop-hangs-for-good':
      machine.stopHangs = 'for-good';
      return machine.state === 'stopping' ? machine.cancelTransition() : undefined;
    case 'start-refused':
      machine.startRefusals = times;
      return;
    case 'start-falls-back':
      machine.startFallBacks = times;
      return;
    case 'recover':
      return recover(fleet, machine, origin);
  }
}

/** What the machine's application answers from now on, as whoever runs it says. */
export function setApplication(
  fleet: Fleet,
  instanceId: string,
  answer: 'ok' | 'error' | 'refused',
  origin: Origin,
): void {
  const machine = fleet.machines.get(instanceId);
  if (!machine || machine.state === 'terminated') return;
  // What ails the machine itself is not the application's to heal.
  const kind = machine.ailment?.kind;
  if (kind !== undefined && kind !== 'app-error' && kind !== 'app-dead') return;
  const before = answerOf(machine);
  machine.ailment = APPLICATION_AILMENTS[answer];
  const after = answerOf(machine);
  if (before !== after) fleet.note(machine, 'application', before, after, origin);
}

const APPLICATION_AILMENTS: Readonly<Record<'ok' | 'error' | 'refused', Ailment | undefined>> = {
  ok: undefined,
  error: { kind: 'app-error', persistent: true },
  refused: { kind: 'app-dead', persistent: true },
};

function ail(fleet: Fleet, machine: Machine, ailment: Ailment | undefined, origin: Origin): void {
  const before = answerOf(machine);
  machine.ailment = ailment;
  const after = answerOf(machine);
  if (before !== after) fleet.note(machine, 'application', before, after, origin);
  later(fleet, fleet.timings.checkNotices(), () => {
    const initializing = machine.instanceCheck === 'initializing';
    if (machine.ailment === ailment && !initializing) refreshChecks(fleet, machine);
  });
}

function recover(fleet: Fleet, machine: Machine, origin: Origin): void {
  const hung = machine.stopHangs !== 'no' && machine.state === 'stopping';
  machine.stopHangs = 'no';
  machine.startRefusals = 0;
  machine.startFallBacks = 0;
  if (machine.ailment) ail(fleet, machine, undefined, origin);
  if (hung) settle(fleet, machine, 'stopped', origin);
}
