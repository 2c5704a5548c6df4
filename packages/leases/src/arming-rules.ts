import type { Arming, ArmingMode } from './model.ts';
import { atWords } from './owner-identity.ts';

export interface EffectiveArming {
  readonly mode: ArmingMode;
  readonly reason: string;
  /** When a pause ends by itself. */
  readonly untilMilliseconds?: number;
}

/** The mode that counts now: a pause that is over is `armed`; nobody's word is `rehearse-only`. */
export function effectiveArming(
  arming: Arming | undefined,
  nowMilliseconds: number,
): EffectiveArming {
  if (arming === undefined) {
    return { mode: 'rehearse-only', reason: 'Nobody has armed it yet.' };
  }
  const { mode, untilMilliseconds, by, reason } = arming;
  const set = `${by}, ${atWords(arming.atMilliseconds)}: ${reason}`;
  if (mode !== 'paused') return { mode, reason: `Set to ${mode} by ${set}` };
  if (untilMilliseconds === undefined) {
    return { mode, reason: `Paused until resumed, by ${set}` };
  }
  const until = atWords(untilMilliseconds);
  if (nowMilliseconds < untilMilliseconds) {
    return { mode, untilMilliseconds, reason: `Paused until ${until} by ${set}` };
  }
  return { mode: 'armed', reason: `Armed: the pause ended at ${until} (${set})` };
}
