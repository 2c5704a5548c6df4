import type { Origin } from '../kernel/origin.ts';
import type { EcsStore } from './ecs-store.ts';
import { refusalToStart, roleNameOf, writeTaskLog } from './task-start.ts';
import type { StopCode, TaskRecord, TaskStatus } from './task.ts';

/** What SIGKILL leaves as the exit code. */
const KILLED = 137;

/** Takes its time to start, runs the hosted function to its end, and is stopped. */
export function launch(store: EcsStore, task: TaskRecord): void {
  const { world, timings } = store;
  const startsAt = world.clock.now() + timings.coldStartMilliseconds();
  enter(store, task, 'PENDING');
  world.clock.schedule(startsAt, () => {
    // What was under way in a region that is lost stands still until it is back.
    const isUp = (): boolean => world.outages.serves(store.region);
    world.outages.when(isUp, () => start(store, task));
  });
}

function start(store: EcsStore, task: TaskRecord): void {
  if (task.desiredStatus === 'STOPPED') return end(store, task, {});
  const refused = refusalToStart(store, task);
  if (refused !== undefined) {
    return end(store, task, { stopCode: 'TaskFailedToStart', stoppedReason: refused });
  }
  const run = store.hosted?.tasks.get(task.definition.family);
  if (!run) {
    const stoppedReason = `CannotPullContainerError: no image is hosted for ${task.definition.family}`;
    return end(store, task, { stopCode: 'TaskFailedToStart', stoppedReason });
  }
  task.startedAt = store.world.clock.now();
  enter(store, task, 'RUNNING');
  const environment = { ...task.environment, ...surroundingsOf(store, task) };
  const exited = (exitCode: number): void => {
    const stoppedReason = 'Essential container in task exited';
    end(store, task, { stopCode: 'EssentialContainerExited', stoppedReason, exitCode });
  };
  // A container that throws has crashed.
  const log = (text: string): void => writeTaskLog(store, task, text);
  run(environment, task.terminate.signal, store.world.clock, log).then(exited, () => exited(1));
}

/** documented: SIGTERM first; what does not end within its time is killed. */
export function stop(store: EcsStore, task: TaskRecord, reason: string): void {
  if (task.desiredStatus === 'STOPPED') return;
  const { world } = store;
  const wasRunning = task.status === 'RUNNING';
  task.desiredStatus = 'STOPPED';
  task.stoppingAt = world.clock.now();
  task.stopCode = 'UserInitiated';
  task.stoppedReason = reason;
  if (!wasRunning) return end(store, task, {});
  task.terminate.abort(new DOMException('SIGTERM', 'AbortError'));
  const killAt = world.clock.now() + task.definition.stopTimeoutSeconds * 1_000;
  world.clock.schedule(killAt, () => end(store, task, { exitCode: KILLED }));
}

/** A machine that is lost takes its containers with it, and asks them nothing. */
export function lose(store: EcsStore, task: TaskRecord): void {
  const stoppedReason = 'The machine of the task is lost.';
  end(store, task, { stopCode: 'EssentialContainerExited', stoppedReason, exitCode: KILLED });
  task.terminate.abort(new DOMException('SIGKILL', 'AbortError'));
}

interface Ending {
  readonly stopCode?: StopCode;
  readonly stoppedReason?: string;
  readonly exitCode?: number;
}

/** Once: a container that goes on after it was killed changes nothing any more. */
function end(store: EcsStore, task: TaskRecord, ending: Ending): void {
  if (task.status === 'STOPPED') return;
  task.desiredStatus = 'STOPPED';
  task.stoppedAt = store.world.clock.now();
  task.stopCode ??= ending.stopCode;
  task.stoppedReason ??= ending.stoppedReason;
  task.exitCode = ending.exitCode;
  enter(store, task, 'STOPPED');
}

export function enter(store: EcsStore, task: TaskRecord, to: TaskStatus): void {
  const { world } = store;
  const from = task.status;
  task.status = to;
  const subject = `task/${task.id}`;
  world.log.append({ kind: 'effect', at: world.clock.now(), subject, from, to, ...task.origin });
}

/** Where the container is, and keys with which its requests are made under the task's role. */
function surroundingsOf(store: EcsStore, task: TaskRecord): Record<string, string> {
  const { region, callers, hosted, world } = store;
  const endpoint = hosted?.endpoint?.();
  const key = `ASIA${world.random.hex(16).toUpperCase()}`;
  callers?.register(key, {
    fromRegion: region,
    isOutside: true,
    principal: {
      kind: 'role',
      roleName: roleNameOf(task.definition.taskRoleArn),
      session: task.id,
    },
    cause: causeOf(task),
  });
  return {
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: key,
    AWS_SECRET_ACCESS_KEY: 'simulated',
    ...(endpoint === undefined ? {} : { AWS_ENDPOINT_URL: endpoint }),
  };
}

/** What a task does is done by whoever had it run; the log names the task beside it. */
function causeOf(task: TaskRecord): Origin['cause'] {
  return { kind: 'invocation', functionName: task.definition.family, id: task.id };
}
