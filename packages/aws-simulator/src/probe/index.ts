export { createProbe } from './probe.ts';
export type { Probe, ProbeOptions, ProbeReport, Service, Stretch } from './probe.ts';
export { createRegionProbe } from './region-probe.ts';
export type {
  ProbedSite,
  RegionProbe,
  RegionProbeOptions,
  RegionProbeReport,
  RegionStretch,
} from './region-probe.ts';
export { createTrafficSwitch } from './traffic-switch.ts';
export type { ManualTrafficSwitch, TrafficSwitch, TrafficSwitchOptions } from './traffic-switch.ts';
