import type { SimulatedRegion } from '@understudy/aws-simulator';

type MachineFault = Parameters<SimulatedRegion['ec2']['fault']>[1];

/** Every fault of the simulator's machines, with what it looks like from outside. */
export const MACHINE_FAULTS: Readonly<Record<MachineFault, string>> = {
  hang: 'runs on without answering; its stop takes minutes',
  crash: 'goes down by itself',
  terminate: 'somebody terminates it',
  'app-dead': 'connections are refused; the status checks stay ok',
  'app-error': 'the application answers with an error; the status checks stay ok',
  'system-impaired': 'the host fails: both status checks',
  'instance-impaired': 'only the instance check fails: two sensors disagree',
  'comes-back': 'is started by somebody else',
  'stop-hangs': 'a stop ends only with SkipOsShutdown',
  'stop-hangs-for-good': 'no stop ends',
  'start-refused': 'starts get InsufficientInstanceCapacity',
  'start-falls-back': 'starts succeed and fall back to stopped',
  recover: 'everything above is over',
};

export function isMachineFault(text: string): text is MachineFault {
  return Object.hasOwn(MACHINE_FAULTS, text);
}
