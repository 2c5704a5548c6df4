export type { ClusterRecord } from './cluster.ts';
export { createEks } from './eks.ts';
export type { Eks, EksOptions } from './eks.ts';
export { createEksTimings, createFixedEksTimings } from './timings.ts';
export type { EksTimings } from './timings.ts';
export type { Workload, WorkloadKey, WorkloadOptions, Workloads } from './workloads.ts';
