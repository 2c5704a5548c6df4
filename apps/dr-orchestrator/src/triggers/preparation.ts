import type { Incident, JoinedTrigger } from '@understudy/leases';

import { Trigger, type OrderTrigger } from './trigger.ts';

/** What the incident of a preparation is for. */
export const PREPARATION = 'prepare';

export type PreparationOrder = OrderTrigger & { readonly order: typeof PREPARATION };

export function isPreparation({ purpose }: Pick<Incident, 'purpose'>): boolean {
  return purpose === PREPARATION;
}

export function isPreparationOrder(trigger: Trigger): trigger is PreparationOrder {
  return trigger.kind === 'order' && trigger.order === PREPARATION;
}

/**
 * What came for a recovery while something was prepared: it was no answer to that, so it is looked
 * at as if it came now. A person's order counts more than what a machine saw.
 */
export function recoveryWanted(joined: readonly JoinedTrigger[]): Trigger | undefined {
  const wanted = joined.flatMap(({ order, execution, atMilliseconds }): Trigger[] => {
    const parsed = Trigger.safeParse(order);
    if (!parsed.success) return [{ kind: 'request', messageId: execution, atMilliseconds }];
    const { data } = parsed;
    return data.kind === 'order' && data.order === 'run' ? [data] : [];
  });
  return wanted.findLast(({ kind }) => kind === 'order') ?? wanted.at(-1);
}
