import type { Cancel } from '@understudy/clock';

export type MachineState =
  'pending' | 'running' | 'stopping' | 'stopped' | 'shutting-down' | 'terminated';

/** EC2's number of each state [documented]. */
export const STATE_CODES: Readonly<Record<MachineState, number>> = {
  pending: 0,
  running: 16,
  'shutting-down': 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
};

/** What a request to the machine's application meets. */
export type Answer = 'ok' | 'error' | 'refused' | 'timeout';

export type CheckStatus = 'ok' | 'impaired' | 'initializing' | 'not-applicable';

/** What is wrong with a running machine. A start clears it, unless it is persistent. */
export interface Ailment {
  readonly kind: 'hang' | 'app-dead' | 'app-error' | 'system-impaired' | 'instance-impaired';
  readonly persistent: boolean;
}

/** One instance, as the simulator keeps it. */
export interface Machine {
  readonly id: string;
  readonly zone: string;
  readonly vpcId: string;
  readonly subnetId: string;
  readonly interfaceId: string;
  readonly volumeId: string;
  readonly privateIp: string;
  readonly instanceType: string;
  readonly imageId: string;
  readonly tags: Map<string, string>;
  /** Set when the root volume is encrypted. */
  readonly kmsKeyArn?: string;
  state: MachineState;
  stateReason: { readonly code: string; readonly message: string } | undefined;
  transitionReason: string;
  launchedAt: number;
  terminatedAt: number | undefined;
  securityGroupIds: string[];
  apiStopDisabled: boolean;
  apiTerminationDisabled: boolean;
  /** The application has come up since the last start. */
  ready: boolean;
  systemCheck: CheckStatus;
  instanceCheck: CheckStatus;
  impairedSince: number | undefined;
  ailment: Ailment | undefined;
  /** `until-skip`: a stop that asks the operating system never ends. `for-good`: none ends. */
  stopHangs: 'no' | 'until-skip' | 'for-good';
  startRefusals: number;
  startFallBacks: number;
  /** Takes back the transition under way. */
  cancelTransition: Cancel;
}

export function isRunning(machine: Machine): boolean {
  return machine.state === 'running';
}

/** What the application answers, when the network lets the request through. */
export function answerOf(machine: Machine): Answer {
  if (!isRunning(machine)) return 'timeout';
  const kind = machine.ailment?.kind;
  if (kind === 'hang' || kind === 'system-impaired') return 'timeout';
  if (kind === 'app-dead' || !machine.ready) return 'refused';
  return kind === 'app-error' ? 'error' : 'ok';
}

/** The checks that the ailment makes fail. */
export function failingChecks(ailment: Ailment | undefined): {
  system: boolean;
  instance: boolean;
} {
  const system = ailment?.kind === 'system-impaired';
  return {
    system,
    instance: system || ailment?.kind === 'hang' || ailment?.kind === 'instance-impaired',
  };
}
