import type { Random } from './random.ts';
import type { ServiceName } from './api-call.ts';

/** Draws of how long AWS's own parts take, in milliseconds. */
export interface Latencies {
  /** One API call, there and back. */
  api(service: ServiceName): number;
  /** A function's start: cold or warm. */
  invocation(cold: boolean): number;
  /** An asynchronous delivery (SNS, EventBridge, an event invoke). */
  delivery(): number;
  /** A durable execution's resumption after a wait. */
  resume(): number;
}

/** Median and 99th percentile, in milliseconds: what is believed of our own platform (to be recorded). */
const API_MS: Readonly<Record<'dynamodb' | 'checkpoint' | 'other', readonly [number, number]>> = {
  dynamodb: [6, 30],
  checkpoint: [20, 100],
  other: [150, 1_000],
};
const COLD_START_MS = [400, 1_000] as const;
const WARM_START_MS = 5;
const DELIVERY_MS = [50, 500] as const;
const RESUME_MS = [100, 1_000] as const;

export function createLatencies(random: Random): Latencies {
  return {
    api(service) {
      const kind =
        service === 'dynamodb' ? 'dynamodb' : service === 'lambda' ? 'checkpoint' : 'other';
      const [median, percentile99] = API_MS[kind];
      return random.logNormal(median, percentile99);
    },
    invocation: (cold) => (cold ? random.logNormal(...COLD_START_MS) : WARM_START_MS),
    delivery: () => random.uniform(...DELIVERY_MS),
    resume: () => random.uniform(...RESUME_MS),
  };
}

/** Everything at once: for tests about order, not about time. */
export function createNoLatencies(): Latencies {
  return { api: () => 0, invocation: () => 0, delivery: () => 0, resume: () => 0 };
}
