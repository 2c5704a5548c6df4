export type { DatabaseOptions } from './create-databases.ts';
export type { Access, Client, DatabaseSession } from './data-plane.ts';
export type { Database, DatabaseStatus } from './database.ts';
export type { DatabaseFault, DatabaseFaultOptions } from './database-faults.ts';
export { createRds } from './rds.ts';
export type { Rds, RdsOptions } from './rds.ts';
export { createFixedRdsTimings, createRdsTimings } from './timings.ts';
export type { RdsTimings } from './timings.ts';
