import { ANSWER_USE_AFTER_EXPIRY_MS, judgeApproval } from './approval-rules.ts';
import { effectiveArming } from './arming-rules.ts';
import type { Approval, Arming } from './model.ts';
import { judgeTelling, TELL_AGAIN_MS } from './telling-rules.ts';

const AT = Date.UTC(2026, 0, 1);
const EXPIRY = AT + 1_800_000;
const QUESTION: Approval = {
  id: 'approval-1',
  epoch: 3,
  planHash: 'abc',
  askedAtMilliseconds: AT,
  expiresAtMilliseconds: EXPIRY,
  question: 'Fail signaling over?',
};

function answered(verdict: 'approved' | 'refused', atMilliseconds: number): Approval {
  return { ...QUESTION, answer: { verdict, by: 'operator', comment: 'go', atMilliseconds } };
}

const ASKED = { epoch: 3, planHash: 'abc' };
const USE_UNTIL = EXPIRY + ANSWER_USE_AFTER_EXPIRY_MS;

describe('judgeApproval', () => {
  it.each<[string, Approval, object, number, object]>([
    ['open at its expiry', QUESTION, {}, EXPIRY, { verdict: 'open' }],
    ['open no longer', QUESTION, {}, EXPIRY + 1, { verdict: 'void', why: 'expired' }],
    ['approved', answered('approved', AT), {}, AT, { verdict: 'approved' }],
    ['approved at the end', answered('approved', EXPIRY), {}, EXPIRY, { verdict: 'approved' }],
    ['approved late', answered('approved', EXPIRY + 1), {}, EXPIRY, { why: 'expired' }],
    ['used in time', answered('approved', EXPIRY), {}, USE_UNTIL, { verdict: 'approved' }],
    ['used too late', answered('approved', AT), {}, USE_UNTIL + 1, { why: 'expired' }],
    ['refused long ago', answered('refused', AT), {}, USE_UNTIL + 1, { verdict: 'refused' }],
    ['of an older epoch', answered('approved', AT), { epoch: 4 }, AT, { why: 'older-epoch' }],
    ['of another plan', answered('approved', AT), { planHash: 'd' }, AT, { why: 'other-plan' }],
  ])('judges one that is %s', (_, approval, change, nowMilliseconds, expected) => {
    const judgement = judgeApproval({ approval, ...ASKED, ...change, nowMilliseconds });

    expect(judgement).toMatchObject(expected);
  });
});

describe('effectiveArming', () => {
  const by = { reason: 'maintenance', by: 'operator', atMilliseconds: AT };

  it.each<[string, Arming | undefined, number, string]>([
    ['never armed', undefined, AT, 'rehearse-only'],
    ['armed', { ...by, mode: 'armed' }, AT, 'armed'],
    ['off', { ...by, mode: 'off' }, AT, 'off'],
    ['paused', { ...by, mode: 'paused', untilMilliseconds: EXPIRY }, EXPIRY - 1, 'paused'],
    ['paused until now', { ...by, mode: 'paused', untilMilliseconds: EXPIRY }, EXPIRY, 'armed'],
    ['paused without an end', { ...by, mode: 'paused' }, EXPIRY * 2, 'paused'],
    ['off until a time', { ...by, mode: 'off', untilMilliseconds: AT }, EXPIRY, 'off'],
  ])('takes one that is %s', (_, arming, now, expected) => {
    const { mode, reason } = effectiveArming(arming, now);

    expect(mode).toBe(expected);
    expect(reason).not.toBe('');
  });
});

describe('judgeTelling', () => {
  const told = { atMilliseconds: AT, outcome: 'held: cool-down' };

  it.each<[string, typeof told | undefined, string, number, boolean]>([
    ['when nobody was told', undefined, 'held: cool-down', AT, true],
    ['when it changed', told, 'asked: go on?', AT + 1, true],
    ['not again at once', told, 'held: cool-down', AT + TELL_AGAIN_MS - 1, false],
    ['after fifteen minutes', told, 'held: cool-down', AT + TELL_AGAIN_MS, true],
  ])('tells a person %s', (_, before, outcome, nowMilliseconds, expected) => {
    const { tell } = judgeTelling({ told: before, outcome, nowMilliseconds });

    expect(tell).toBe(expected);
  });
});
