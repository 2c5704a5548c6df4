import { isDeepStrictEqual } from 'node:util';

import type { Origin } from '../kernel/origin.ts';
import type { Clusters } from './clusters.ts';

/** A workload of a cluster, as a deployer and a user see it. */
export interface Workload {
  readonly clusterName: string;
  readonly namespace: string;
  readonly name: string;
  readonly desired: number;
  readonly ready: number;
  /** Of its configuration: the database's address, the region. */
  readonly values: Readonly<Record<string, string>>;
  /** A pod's own reason for not becoming ready: `ImagePullBackOff: …`. */
  readonly failing?: string;
}

export interface WorkloadOptions {
  readonly clusterName: string;
  readonly namespace: string;
  readonly name: string;
  readonly desired: number;
  readonly values?: Readonly<Record<string, string>>;
}

/**
 * What runs in the clusters of a region: desired and ready pods by namespace. A small model of
 * Kubernetes for stories without a real one; a modelled deployer changes it.
 */
export interface Workloads {
  /** Defines a workload or changes it; pods become ready some time later, where there are nodes. */
  apply(options: WorkloadOptions, origin: Origin): void;
  /** The same, as it has long been. */
  establish(options: WorkloadOptions): void;
  /** What a real Kubernetes API says of a workload: nothing is brought up for it here. */
  report(workload: Omit<Workload, 'failing'>, origin: Origin): void;
  scale(which: WorkloadKey, desired: number, origin: Origin): void;
  /** Replaces the pods one by one; those that serve go on until then [documented: rolling update]. */
  restart(which: WorkloadKey, origin: Origin): void;
  /** From now on its pods fail with this reason; undefined: they no longer do. */
  fail(which: WorkloadKey, reason: string | undefined, origin: Origin): void;
  find(which: WorkloadKey): Workload | undefined;
  inNamespace(clusterName: string, namespace: string): readonly Workload[];
  onChange(listener: (workload: Workload) => void): void;
}

export type WorkloadKey = Pick<WorkloadOptions, 'clusterName' | 'namespace' | 'name'>;

const SCENARIO: Origin = { cause: { kind: 'person', name: 'scenario' } };

/** How often a pod that has no node is looked at again. */
const UNSCHEDULED_RETRY_MS = 5_000;

export function createWorkloads(clusters: Clusters): Workloads {
  const store = createStore(clusters);
  return {
    apply(options, origin) {
      const values = options.values ?? {};
      const { desired } = options;
      if (store.find(options)) store.change(options, { desired, values }, origin);
      else store.put({ ...options, values, ready: 0 }, 'none', origin);
      bringUp(clusters, store, options, origin);
    },
    establish(options) {
      store.put(
        { ...options, values: options.values ?? {}, ready: options.desired },
        'none',
        SCENARIO,
      );
    },
    report(workload, origin) {
      const before = store.find(workload);
      if (isDeepStrictEqual(before, workload)) return;
      store.put(workload, before ? describe(before) : 'none', origin);
    },
    scale(key, desired, origin) {
      const ready = Math.min(desired, store.find(key)?.ready ?? 0);
      store.change(key, { desired, ready }, origin);
      bringUp(clusters, store, key, origin);
    },
    restart: (key, origin) => bringUp(clusters, store, key, origin),
    fail(key, reason, origin) {
      const workload = store.find(key);
      if (!workload) return;
      const { failing: _, ...rest } = workload;
      const after = reason === undefined ? rest : { ...rest, ready: 0, failing: reason };
      store.put(after, describe(workload), origin);
      bringUp(clusters, store, key, origin);
    },
    find: store.find,
    inNamespace: (clusterName, namespace) =>
      [...store.workloads.values()].filter(
        (one) => one.clusterName === clusterName && one.namespace === namespace,
      ),
    onChange: (listener) => void store.listeners.push(listener),
  };
}

interface WorkloadStore {
  readonly workloads: Map<string, Workload>;
  /** Grows with each change: what an earlier one began is void. */
  readonly generations: Map<string, number>;
  readonly listeners: ((workload: Workload) => void)[];
  readonly find: (key: WorkloadKey) => Workload | undefined;
  put(workload: Workload, from: string, origin: Origin): void;
  change(
    key: WorkloadKey,
    aspects: Partial<Pick<Workload, 'desired' | 'ready' | 'values'>>,
    origin: Origin,
  ): void;
}

function createStore({ world, region }: Clusters): WorkloadStore {
  const workloads = new Map<string, Workload>();
  const store: WorkloadStore = {
    workloads,
    generations: new Map(),
    listeners: [],
    find: (key) => workloads.get(keyOf(key)),
    put(workload, from, origin) {
      const key = keyOf(workload);
      workloads.set(key, workload);
      const subject = `workload/${region}/${key}`;
      const to = describe(workload);
      world.log.append({ kind: 'effect', at: world.clock.now(), subject, from, to, ...origin });
      for (const listener of store.listeners) listener(workload);
    },
    change(key, aspects, origin) {
      const before = store.find(key);
      if (before) store.put({ ...before, ...aspects }, describe(before), origin);
    },
  };
  return store;
}

/** Brings up what is missing; a later change of the workload makes this one void. */
function bringUp(clusters: Clusters, store: WorkloadStore, key: WorkloadKey, origin: Origin): void {
  const id = keyOf(key);
  const generation = (store.generations.get(id) ?? 0) + 1;
  store.generations.set(id, generation);
  const settle = (): void => {
    const workload = store.find(key);
    if (!workload || store.generations.get(id) !== generation) return;
    if (workload.failing !== undefined || workload.ready === workload.desired) return;
    if (!hasNodes(clusters, key.clusterName)) return clusters.after(UNSCHEDULED_RETRY_MS, settle);
    store.change(key, { ready: workload.desired }, origin);
  };
  clusters.after(clusters.timings.podReady(), settle);
}

function keyOf({ clusterName, namespace, name }: WorkloadKey): string {
  return `${clusterName}/${namespace}/${name}`;
}

function describe({ ready, desired, failing }: Workload): string {
  return failing ?? `${ready}/${desired} ready`;
}

/** Pods run on nodes of a cluster that was made; its control plane may be lost meanwhile. */
function hasNodes({ records, ec2 }: Clusters, clusterName: string): boolean {
  return [...(records.get(clusterName)?.nodegroups.values() ?? [])].some((group) =>
    group.instanceIds.some((id) => ec2.instance(id)?.state === 'running'),
  );
}
