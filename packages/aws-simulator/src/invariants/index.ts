export { isUnderstudy } from './exclusive-service.ts';
export type { IsOurs, ServiceDescription, Violation } from './exclusive-service.ts';
export { leaseViolations } from './lease-holding.ts';
export type { LeaseVersion } from './lease-holding.ts';
export { createInvariantWatch, violationsOf } from './one-in-charge.ts';
export type { InvariantWatch } from './one-in-charge.ts';
export { createRegionWatch, regionViolations } from './one-region.ts';
export type { PlanDescription } from './one-region.ts';
export { changesUserResource, isRead, writesOf } from './writes.ts';
