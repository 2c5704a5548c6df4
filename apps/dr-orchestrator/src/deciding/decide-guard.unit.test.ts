import type { GuardRecord } from '@understudy/leases';

import { decideGuard, outstandingFences, type GuardAct } from './decide-guard.ts';
import type { DatabaseAct, PartEvidence } from './judge-fence.ts';

const NOW = Date.UTC(2026, 0, 1);
type Verdict = PartEvidence['verdict'];

function evidence(marker: Verdict, applications: Verdict, database: Verdict): PartEvidence[] {
  const seen = { 'surrendered-marker': marker, applications, database } as const;
  return (Object.keys(seen) as (keyof typeof seen)[]).map((part) => ({
    part,
    verdict: seen[part],
    words: 'seen',
    atMilliseconds: NOW,
  }));
}

describe('decideGuard', () => {
  it.each<[string, PartEvidence[], DatabaseAct, 'none' | 'asked' | 'refused', GuardAct[]]>([
    [
      'came back whole: told first, then stopped, then closed',
      evidence('not-fenced', 'not-fenced', 'not-fenced'),
      'close',
      'none',
      ['mark', 'stop', 'database'],
    ],
    ['is being closed', evidence('fenced', 'not-fenced', 'not-fenced'), 'wait', 'none', ['stop']],
    [
      'is closed, not copied',
      evidence('fenced', 'fenced', 'unknown'),
      'reboot',
      'none',
      ['snapshot'],
    ],
    ['is being copied', evidence('fenced', 'fenced', 'unknown'), 'wait', 'asked', []],
    ['was copied', evidence('fenced', 'fenced', 'unknown'), 'reboot', 'asked', ['database']],
    [
      'could not be copied',
      evidence('fenced', 'fenced', 'unknown'),
      'reboot',
      'refused',
      ['database'],
    ],
    ['is fenced', evidence('fenced', 'fenced', 'fenced'), 'none', 'asked', []],
    ['is silent', evidence('unknown', 'unknown', 'unknown'), 'none', 'none', []],
  ])('of a region that %s', (_what, seen, databaseAct, snapshot, acts) => {
    expect(decideGuard({ evidence: seen, databaseAct, snapshot })).toEqual(acts);
  });
});

describe('outstandingFences', () => {
  const debt = { region: 'us-east-1', epoch: 2, sinceMilliseconds: NOW, why: 'silent' };
  const guard = (verdict: Verdict, epoch = 2): GuardRecord => ({
    epoch,
    region: 'us-east-1',
    atMilliseconds: NOW,
    parts: { database: { verdict, words: 'seen', atMilliseconds: NOW + 1 } },
    notes: {},
  });

  it.each<[string, Parameters<typeof outstandingFences>, string[]]>([
    ['what the run owes', [{ owed: { database: debt } }, undefined], ['unknown silent']],
    ['nothing once the guard has evidence', [{ owed: { database: debt } }, guard('fenced')], []],
    [
      'what the run owes, whatever a guard saw of an earlier epoch',
      [{ owed: { database: debt } }, guard('fenced', 1)],
      ['unknown silent'],
    ],
    ['what somebody opened since', [{ owed: {} }, guard('not-fenced')], ['not-fenced seen']],
    ['nothing where nothing is owed', [{ owed: {} }, undefined], []],
  ])('are %s', (_what, [plan, seen], expected) => {
    const open = outstandingFences(plan, seen);
    expect(open.map(({ verdict, words }) => `${verdict} ${words}`)).toEqual(expected);
  });
});
