import type { Cancel } from '@understudy/clock';

export type TargetState = 'initial' | 'healthy' | 'unhealthy' | 'unused' | 'draining';

/** A registered target and how its health is found. */
export interface Target {
  readonly instanceId: string;
  readonly port: number;
  state: TargetState;
  /** The first health check; the others follow at the group's interval. */
  firstCheckAt: number;
  /** Since when the machine has answered as it does now. */
  answersSince: number;
  answersWell: boolean;
  /** Checks in a row with the same result, up to `answersSince`. */
  streak: { well: boolean; count: number };
  /** Takes back the next change of state. */
  cancel: Cancel;
}

export interface TargetGroupRecord {
  readonly name: string;
  readonly arn: string;
  readonly protocol: 'HTTP' | 'HTTPS' | 'TCP';
  readonly port: number;
  readonly vpcId: string;
  readonly healthCheckPath: string;
  readonly intervalSeconds: number;
  readonly timeoutSeconds: number;
  readonly healthyThreshold: number;
  readonly unhealthyThreshold: number;
  readonly attributes: Map<string, string>;
  readonly tags: Map<string, string>;
  readonly targets: Map<string, Target>;
}

export interface TargetGroupOptions {
  readonly name: string;
  readonly protocol?: TargetGroupRecord['protocol'];
  readonly port?: number;
  readonly vpcId: string;
  readonly healthCheckPath?: string;
  readonly intervalSeconds?: number;
  readonly timeoutSeconds?: number;
  readonly healthyThreshold?: number;
  readonly unhealthyThreshold?: number;
  readonly tags?: Readonly<Record<string, string>>;
}

export const DEREGISTRATION_DELAY = 'deregistration_delay.timeout_seconds';

/** [documented] Defaults of a group of an application load balancer. */
const DEFAULTS = {
  intervalSeconds: 30,
  timeoutSeconds: 5,
  healthyThreshold: 5,
  unhealthyThreshold: 2,
  healthCheckPath: '/',
  protocol: 'HTTP',
  port: 80,
} as const;
const DEFAULT_ATTRIBUTES = {
  [DEREGISTRATION_DELAY]: '300',
  'stickiness.enabled': 'false',
  'slow_start.duration_seconds': '0',
  'load_balancing.algorithm.type': 'round_robin',
};

export function createTargetGroup(arn: string, options: TargetGroupOptions): TargetGroupRecord {
  const { tags, ...given } = options;
  return {
    ...DEFAULTS,
    ...given,
    arn,
    attributes: new Map(Object.entries(DEFAULT_ATTRIBUTES)),
    tags: new Map(Object.entries(tags ?? {})),
    targets: new Map(),
  };
}
