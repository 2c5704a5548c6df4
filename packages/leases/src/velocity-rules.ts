/** One service that was let through, for the length of the window. */
export interface VelocitySlot {
  readonly incidentId: string;
  readonly zone: string;
  readonly atMilliseconds: number;
}

export interface VelocityQuestion {
  readonly slots: readonly VelocitySlot[];
  readonly incidentId: string;
  readonly zone: string;
  readonly nowMilliseconds: number;
  readonly windowSeconds: number;
  /** Events in the window: 5 services or 20 %, whichever is more (the caller knows how many). */
  readonly limit: number;
  /** Services of one zone in the window. */
  readonly zoneLimit: number;
}

export interface VelocityDecision {
  readonly granted: boolean;
  /** The incident has a slot of this window already. */
  readonly alreadyHeld: boolean;
  /** Events in the window, this one included if granted: one where all share a zone. */
  readonly taken: number;
  /** Services of this zone in the window, this one included if granted. */
  readonly inZone: number;
  readonly reason: string;
}

/** The slots that still count. A slot at the very edge of the window does. */
export function liveSlots(
  slots: readonly VelocitySlot[],
  nowMilliseconds: number,
  windowSeconds: number,
): readonly VelocitySlot[] {
  const start = nowMilliseconds - windowSeconds * 1_000;
  return slots.filter(({ atMilliseconds }) => atMilliseconds >= start);
}

/**
 * Whether one more service may fail over now. Failures that all share a zone are one event, held
 * by a limit of its own: the zone went, and its services must not stay with it. As soon as another
 * zone is in it, what they share is not the zone, and each counts.
 */
export function judgeVelocity(question: VelocityQuestion): VelocityDecision {
  const { incidentId, zone, limit, zoneLimit, nowMilliseconds } = question;
  const live = liveSlots(question.slots, nowMilliseconds, question.windowSeconds);
  const present = counts(live, zone);
  if (live.some((slot) => slot.incidentId === incidentId)) {
    return { granted: true, alreadyHeld: true, ...present, reason: 'It has its slot already.' };
  }
  const next = counts([...live, { incidentId, zone, atMilliseconds: nowMilliseconds }], zone);
  const words = `${next.taken} of ${limit} events, ${next.inZone} of ${zoneLimit} in ${zone}`;
  if (next.taken > limit || next.inZone > zoneLimit) {
    const reason = `It would be ${words} within ${question.windowSeconds} s.`;
    return { granted: false, alreadyHeld: false, ...present, reason };
  }
  return { granted: true, alreadyHeld: false, ...next, reason: `It is ${words}.` };
}

function counts(
  slots: readonly VelocitySlot[],
  zone: string,
): { readonly taken: number; readonly inZone: number } {
  const zones = new Set(slots.map((slot) => slot.zone));
  const inZone = slots.filter((slot) => slot.zone === zone).length;
  return { taken: zones.size > 1 ? slots.length : Math.min(1, slots.length), inZone };
}
