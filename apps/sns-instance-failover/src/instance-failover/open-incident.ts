import {
  takeLease,
  type Arming,
  type Incident,
  type Intent,
  type ServiceState,
} from '@understudy/leases';
import type { StepScope } from '@understudy/workflow';

import { effectSeen } from '../acting/settle-calls.ts';
import type { Session } from '../acting/session.ts';
import { surrenderWords } from '../deciding/surrender-words.ts';
import { observeService } from '../looking/observe-service.ts';
import { describeTrigger } from '../triggers/trigger.ts';
import type { FailoverInput } from './failover-input.ts';

export type Opening =
  | {
      readonly holding: true;
      readonly resumed: boolean;
      readonly incident: Incident;
      readonly state?: ServiceState;
      readonly arming?: Arming;
      readonly takeover?: string;
    }
  | {
      readonly holding: false;
      readonly incidentId: string;
      readonly sentence: string;
      /** Not joined: the other region is in charge, and nothing here is even opened. */
      readonly surrendered?: true;
    };

/** Takes the lease and opens the incident, goes on with one that was left, or joins a live one. */
export async function openIncident(
  session: Session,
  input: FailoverInput,
  scope: StepScope,
): Promise<Opening> {
  const { world, key, owner, invocation, service } = session;
  const record = await world.store.readService(key);
  if (record.surrendered) {
    const sentence = surrenderWords(service.name, record.surrendered);
    return { holding: false, incidentId: input.incidentId, sentence, surrendered: true };
  }
  const { incidentId, trigger } = input;
  const order = trigger.kind === 'order' ? { order: trigger } : {};
  const taken = await takeLease(
    world.store,
    record,
    {
      key,
      owner,
      invocation,
      incidentId,
      trigger: { what: describeTrigger(trigger), ...order },
      clock: world.clock,
    },
    {
      statusOf: (arn) => world.functions.status(arn, scope),
      effectsSeen: (intents) => effectsSeen(session, intents, scope),
    },
  );
  if (!taken.holding) return taken;
  const { opened, takeover } = taken;
  session.adopt(opened.hold, opened.record.lease);
  const { state, arming } = opened.record;
  return {
    holding: true,
    resumed: opened.result === 'resumed',
    incident: opened.incident,
    ...(state ? { state } : {}),
    ...(arming ? { arming } : {}),
    ...(takeover === undefined ? {} : { takeover }),
  };
}

/** By one look at the service: calls of an earlier owner whose effect is there. */
async function effectsSeen(
  { world, service }: Session,
  intents: readonly Intent[],
  scope: StepScope,
): Promise<ReadonlySet<number>> {
  const look = await observeService(world, service, { signal: scope.signal });
  const seen = intents.filter((intent) => effectSeen(intent, look));
  return new Set(seen.map(({ sequence }) => sequence));
}
