import type {
  InstanceStateChange,
  StartInstancesRequest,
  StartInstancesResult,
  StopInstancesRequest,
  StopInstancesResult,
  TerminateInstancesRequest,
  TerminateInstancesResult,
} from '@aws-sdk/client-ec2';

import { originOf } from '../kernel/origin.ts';
import type { ApiCall } from '../kernel/world.ts';
import {
  dryRunPassed,
  incorrectState,
  insufficientCapacity,
  missingParameter,
  protectedFrom,
} from './ec2-faults.ts';
import { stateOf } from './describe-instances.ts';
import type { Fleet } from './fleet.ts';
import { startMachine, stopMachine, terminateMachine } from './lifecycle.ts';
import type { Machine, MachineState } from './machine.ts';

/**
 * A request is all or nothing where it can be known before [believed: one refused instance fails
 * the request]. Starting what runs and stopping what is stopped succeed without effect [documented].
 */
export function startInstances(
  fleet: Fleet,
  input: StartInstancesRequest,
  call: ApiCall,
): StartInstancesResult {
  const machines = named(fleet, input.InstanceIds);
  for (const machine of machines) {
    if (!['stopped', 'pending', 'running'].includes(machine.state)) {
      throw incorrectState(machine.id, 'started');
    }
  }
  // A dry run sees permissions only, neither capacity nor the volume's key [documented, field notes].
  if (input.DryRun) throw dryRunPassed();
  const toStart = machines.filter((machine) => machine.state === 'stopped');
  for (const machine of toStart) refuseForCapacity(machine);
  return { StartingInstances: changing(machines, (machine) => begin(fleet, machine, call)) };
}

function begin(fleet: Fleet, machine: Machine, call: ApiCall): void {
  if (machine.state !== 'stopped') return;
  const fallsBack = machine.startFallBacks > 0 || keyIsRefused(fleet, machine, call);
  if (machine.startFallBacks > 0) machine.startFallBacks--;
  startMachine(fleet, machine, originOf(call), fallsBack);
}

function refuseForCapacity(machine: Machine): void {
  if (machine.startRefusals <= 0) return;
  machine.startRefusals--;
  throw insufficientCapacity(machine.instanceType, machine.zone);
}

/** An encrypted volume needs the caller's grant on its key; EC2 tells only afterwards [documented]. */
function keyIsRefused(fleet: Fleet, machine: Machine, call: ApiCall): boolean {
  if (machine.kmsKeyArn === undefined) return false;
  const requirement = {
    action: 'kms:CreateGrant',
    resource: machine.kmsKeyArn,
    conditionKeys: {
      'kms:GrantIsForAWSResource': 'true',
      'kms:ViaService': `ec2.${fleet.region}.amazonaws.com`,
    },
  };
  return fleet.world.authorizer(call.principal, requirement) !== undefined;
}

export function stopInstances(
  fleet: Fleet,
  input: StopInstancesRequest,
  call: ApiCall,
): StopInstancesResult {
  const machines = named(fleet, input.InstanceIds);
  for (const machine of machines) {
    if (machine.apiStopDisabled) throw protectedFrom(machine.id, 'stopped');
    // [documented] A pending instance cannot be stopped yet, a terminated one never.
    if (!['running', 'stopping', 'stopped'].includes(machine.state)) {
      throw incorrectState(machine.id, 'stopped');
    }
  }
  if (input.DryRun) throw dryRunPassed();
  const manner = { skipOsShutdown: input.SkipOsShutdown ?? false };
  // A further plain stop of one that is stopping changes nothing; a pressing one does [believed].
  const presses = (input.Force ?? false) || manner.skipOsShutdown;
  return {
    StoppingInstances: changing(machines, (machine) => {
      if (machine.state === 'stopped' || (machine.state === 'stopping' && !presses)) return;
      stopMachine(fleet, machine, originOf(call), manner);
    }),
  };
}

export function terminateInstances(
  fleet: Fleet,
  input: TerminateInstancesRequest,
  call: ApiCall,
): TerminateInstancesResult {
  const machines = named(fleet, input.InstanceIds);
  for (const machine of machines) {
    if (machine.apiTerminationDisabled) throw protectedFrom(machine.id, 'terminated');
  }
  if (input.DryRun) throw dryRunPassed();
  return {
    TerminatingInstances: changing(machines, (machine) => {
      if (machine.state === 'shutting-down' || machine.state === 'terminated') return;
      terminateMachine(fleet, machine, originOf(call));
    }),
  };
}

function named(fleet: Fleet, ids: readonly string[] | undefined): Machine[] {
  if (!ids || ids.length === 0) throw missingParameter('InstanceId');
  return fleet.require(ids);
}

function changing(
  machines: readonly Machine[],
  act: (machine: Machine) => void,
): InstanceStateChange[] {
  return machines.map((machine) => {
    const before: { Code: number; Name: MachineState } = stateOf(machine);
    act(machine);
    return { InstanceId: machine.id, PreviousState: before, CurrentState: stateOf(machine) };
  });
}
