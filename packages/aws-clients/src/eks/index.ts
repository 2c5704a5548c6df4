export { createEksClient } from './clients.ts';
export { createEksReads } from './reads.ts';
