import type { Cause, ServiceName, World } from '../kernel/world.ts';
import type { Random } from '../kernel/random.ts';

/** The ways out of SNS and EventBridge, given by whoever composes the world. */
export interface DeliveryPorts {
  /** An asynchronous invocation: takes the event and answers at once. */
  toFunction(functionArn: string, event: unknown): void;
  /** Whether the function's own policy lets this service invoke it for this source. */
  mayInvoke(functionArn: string, servicePrincipal: string, sourceArn: string): boolean;
  /** A message for a queue, if the queue's policy lets the sender send. */
  toQueue(
    queueArn: string,
    body: string,
    sender: { readonly servicePrincipal: string; readonly sourceArn: string },
  ): 'delivered' | 'refused' | 'no-target';
}

/** What happens to deliveries of one source, from outside. First match wins. */
export interface DeliveryFault {
  readonly name: string;
  /** A part of the topic's or rule's ARN. Default: all of them. */
  readonly source?: string;
  /** Further copies, each with its own latency. */
  readonly copies?: number;
  readonly delayMilliseconds?: number;
  /** Each delivery is held back for up to this long: what was sent first may come last. */
  readonly reorderMilliseconds?: number;
  /** Never delivered: an outage that outlasts the service's retries. */
  readonly isLost?: boolean;
  /** Meets this many deliveries. Default: all. */
  readonly times?: number;
}

export interface Delivery {
  /** `sns.amazonaws.com` or `events.amazonaws.com`. */
  readonly servicePrincipal: string;
  /** The topic or rule. */
  readonly sourceArn: string;
  readonly targetArn: string;
  readonly event: unknown;
  readonly body: string;
  readonly cause: Cause;
  readonly requestId?: string | undefined;
}

export interface Deliveries {
  send(delivery: Delivery): void;
  /** Adds a fault; returns how to take it away. */
  addFault(fault: DeliveryFault): () => void;
}

/** documented: at least once, in no order; each delivery takes its own time. */
export function createDeliveries(
  world: World,
  region: string,
  service: ServiceName,
  ports: DeliveryPorts,
): Deliveries {
  const random = world.random.fork(`deliveries/${service}/${region}`);
  const faults: { readonly fault: DeliveryFault; met: number }[] = [];

  function draw(delivery: Delivery): DeliveryFault | undefined {
    const found = faults.find(
      ({ fault, met }) =>
        delivery.sourceArn.includes(fault.source ?? '') && met < (fault.times ?? Infinity),
    );
    if (found) found.met++;
    return found?.fault;
  }

  return {
    send(delivery) {
      const fault = draw(delivery);
      if (fault?.isLost) {
        return record(world, delivery, 'lost', { kind: 'fault', name: fault.name });
      }
      for (let copy = 0; copy <= (fault?.copies ?? 0); copy++) {
        const at = world.clock.now() + world.latencies.delivery() + extraOf(fault, random);
        world.clock.schedule(at, () =>
          world.outages.when(isOpen(world, region, delivery), () =>
            record(world, delivery, hand(ports, delivery), delivery.cause),
          ),
        );
      }
    },
    addFault(fault) {
      const counted = { fault, met: 0 };
      faults.push(counted);
      return () => {
        const index = faults.indexOf(counted);
        if (index >= 0) faults.splice(index, 1);
      };
    },
  };
}

/** [documented] Both services go on trying for hours: what cannot be delivered now comes late. */
function isOpen({ outages }: World, region: string, { targetArn }: Delivery): () => boolean {
  const target = targetArn.split(':')[3] ?? region;
  return () => outages.serves(region) && outages.serves(target) && outages.connects(region, target);
}

function extraOf(fault: DeliveryFault | undefined, random: Random): number {
  const { delayMilliseconds = 0, reorderMilliseconds = 0 } = fault ?? {};
  return delayMilliseconds + (reorderMilliseconds > 0 ? random.uniform(0, reorderMilliseconds) : 0);
}

function hand(ports: DeliveryPorts, delivery: Delivery): string {
  const { servicePrincipal, sourceArn, targetArn } = delivery;
  if (targetArn.split(':')[2] === 'sqs') {
    return ports.toQueue(targetArn, delivery.body, { servicePrincipal, sourceArn });
  }
  if (!ports.mayInvoke(targetArn, servicePrincipal, sourceArn)) return 'refused';
  ports.toFunction(targetArn, JSON.parse(JSON.stringify(delivery.event)) as unknown);
  return 'delivered';
}

function record(world: World, delivery: Delivery, outcome: string, cause: Cause): void {
  world.log.append({
    kind: 'effect',
    at: world.clock.now(),
    subject: `delivery/${delivery.targetArn}`,
    from: delivery.sourceArn,
    to: outcome,
    cause,
    ...(delivery.requestId === undefined ? {} : { requestId: delivery.requestId }),
  });
}
