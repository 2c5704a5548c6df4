export { createRdsChanges } from './changes.ts';
export { createRdsClient } from './clients.ts';
export { createRdsReads } from './reads.ts';
