export { createServiceQuotas } from './create-service-quotas.ts';
export type { ServiceQuotas } from './create-service-quotas.ts';
