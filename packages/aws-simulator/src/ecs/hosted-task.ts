import type { Clock } from '@understudy/clock';

/**
 * What a container does: it is given its environment, told when to stop (SIGTERM), the time, and where
 * what it prints goes, a line at a time.
 */
export type HostedTask = (
  environment: Readonly<Record<string, string>>,
  signal: AbortSignal,
  clock: Clock,
  log: (line: string) => void,
) => Promise<number>;

/** The images of task definitions, by family, and where a container finds the simulated AWS. */
export interface HostedTasks {
  readonly tasks: ReadonlyMap<string, HostedTask>;
  /** Of the HTTP door, for containers that are processes. */
  readonly endpoint?: () => string;
}
