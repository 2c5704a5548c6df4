export type {
  NetworkAnswer,
  NetworkEndpoint,
  NetworkRequest,
  OutsideEndpoint,
} from './endpoint.ts';
export { createNetwork, notFound } from './network.ts';
export type { Network } from './network.ts';
