export { createProbe } from './probe.ts';
export type { Probe, ProbeOptions, ProbeReport, Service, Stretch } from './probe.ts';
