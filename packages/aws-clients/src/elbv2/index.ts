export { createBalancerReads } from './balancers.ts';
export { createElbv2Changes } from './changes.ts';
export { createElbv2Client } from './clients.ts';
export { createElbv2Reads } from './reads.ts';
