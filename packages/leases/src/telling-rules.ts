import type { Incident } from './model.ts';
import { atWords } from './owner-identity.ts';

/** A person is reminded this often of what has not changed: heard, and not drowned. */
export const TELL_AGAIN_MS = 15 * 60_000;

/** Whether a person is to be told now: when it changes, then every 15 minutes. */
export function judgeTelling(question: {
  readonly told: Incident['told'];
  readonly outcome: string;
  readonly nowMilliseconds: number;
}): { readonly tell: boolean; readonly reason: string } {
  const { told, outcome, nowMilliseconds } = question;
  if (told === undefined) return { tell: true, reason: 'Nobody was told yet.' };
  if (told.outcome !== outcome) {
    return { tell: true, reason: `It changed from "${told.outcome}" to "${outcome}".` };
  }
  const againAt = told.atMilliseconds + TELL_AGAIN_MS;
  return nowMilliseconds >= againAt
    ? { tell: true, reason: `Unchanged since ${atWords(told.atMilliseconds)}: a reminder.` }
    : { tell: false, reason: `Told ${atWords(told.atMilliseconds)}; again ${atWords(againAt)}.` };
}
