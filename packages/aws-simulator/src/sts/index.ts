export { createSts } from './create-sts.ts';
export type { StsOptions } from './create-sts.ts';
