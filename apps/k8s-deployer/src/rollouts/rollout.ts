/** How far one workload is. */
export interface Rollout {
  readonly state: 'complete' | 'progressing' | 'failed';
  readonly ready: number;
  readonly desired: number;
  /** Why it failed, or what it waits for. */
  readonly reason?: string;
}

/** How long something may look bad before it is believed. */
export interface Patience {
  /** Registries stumble: the kubelet asks again by itself. */
  readonly imageSeconds: number;
  /** A secret or a configuration that another controller makes comes a moment later. */
  readonly configurationSeconds: number;
  /** Nodes may be on their way: a cluster's autoscaler takes a minute or two. */
  readonly unschedulableSeconds: number;
  /** Restarts after which a container will not come up by itself. */
  readonly restarts: number;
}

export const PATIENCE: Patience = {
  imageSeconds: 20,
  configurationSeconds: 30,
  unschedulableSeconds: 180,
  restarts: 3,
};

/** A kubelet's reason in words that fit a report: `ImagePullBackOff: Back-off pulling image …`. */
export function sayReason(reason: string, message: string): string {
  const text = [reason, message].filter((part) => part !== '').join(': ');
  return text.length <= 500 ? text : `${text.slice(0, 500)}…`;
}
