export { createEc2Changes } from './changes.ts';
export { createEc2Client } from './clients.ts';
export { createEc2Reads } from './reads.ts';
export { createSubnetReads } from './subnets.ts';
