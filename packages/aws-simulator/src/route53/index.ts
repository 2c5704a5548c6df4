export { createRoute53 } from './create-route53.ts';
export type { Route53 } from './create-route53.ts';
export type { Endpoint, EndpointAnswer, EndpointNetwork } from './endpoint.ts';
export type { RecordSet } from './record-set.ts';
export type { DnsAnswer, Resolve } from './resolve.ts';
