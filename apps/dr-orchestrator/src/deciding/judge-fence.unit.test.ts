import type { DatabaseFact } from '@understudy/aws-clients';
import { DeploymentResult } from '@understudy/recovery-messages';
import type { LeaseKey, SurrenderRecord } from '@understudy/leases';

import {
  decideFence,
  judgeApplicationsFence,
  judgeDatabaseFence,
  judgeMarkers,
  type DatabaseNotes,
  type PartEvidence,
} from './judge-fence.ts';

const NOW = Date.UTC(2026, 0, 1, 12);
const CLOSED = 'sg-konecta-closed';

function aDatabase(change: Partial<DatabaseFact> = {}): DatabaseFact {
  return {
    id: 'konecta-erp-dev',
    arn: 'arn:aws:rds:us-east-1:123456789012:db:konecta-erp-dev',
    status: 'available',
    engine: 'postgres',
    engineVersion: '16.4',
    replicas: [],
    multiZone: true,
    securityGroups: [{ id: 'sg-app', status: 'active' }],
    backupRetentionDays: 7,
    tags: {},
    ...change,
  };
}

const BEHIND = { securityGroups: [{ id: CLOSED, status: 'active' }] };

function judge(
  fact: DatabaseFact | undefined,
  notes: DatabaseNotes = {},
  restartedAt?: number,
  closedGroup: string | undefined = CLOSED,
) {
  const events =
    restartedAt === undefined
      ? []
      : [
          {
            databaseId: 'konecta-erp-dev',
            atMilliseconds: restartedAt,
            message: 'DB instance restarted',
            categories: [],
          },
        ];
  return judgeDatabaseFence({ fact, events, closedGroup, notes, nowMilliseconds: NOW });
}

describe('judgeDatabaseFence', () => {
  it.each<[string, ReturnType<typeof judge>, string, string]>([
    ['open', judge(aDatabase()), 'not-fenced', 'close'],
    [
      'open, while it is backed up',
      judge(aDatabase({ status: 'backing-up' })),
      'not-fenced',
      'wait',
    ],
    [
      'being closed',
      judge(
        aDatabase({
          status: 'modifying',
          securityGroups: [
            { id: 'sg-app', status: 'removing' },
            { id: CLOSED, status: 'adding' },
          ],
        }),
      ),
      'not-fenced',
      'wait',
    ],
    [
      'closed beside an open group',
      judge(
        aDatabase({
          securityGroups: [
            { id: CLOSED, status: 'active' },
            { id: 'sg-app', status: 'active' },
          ],
        }),
      ),
      'not-fenced',
      'close',
    ],
    ['closed, not restarted', judge(aDatabase(BEHIND)), 'unknown', 'reboot'],
    [
      'closed, restarted before it was closed',
      judge(aDatabase(BEHIND), { closedAtMilliseconds: NOW - 60_000 }, NOW - 61_000),
      'unknown',
      'reboot',
    ],
    [
      'closed, a reboot is under way',
      judge(aDatabase({ ...BEHIND, status: 'rebooting' }), {
        closedAtMilliseconds: NOW - 60_000,
        rebootAskedAtMilliseconds: NOW - 30_000,
      }),
      'unknown',
      'wait',
    ],
    [
      'closed, a reboot was asked for and forgotten',
      judge(aDatabase(BEHIND), {
        closedAtMilliseconds: NOW - 900_000,
        rebootAskedAtMilliseconds: NOW - 301_000,
      }),
      'unknown',
      'reboot',
    ],
    [
      'closed, and restarted since',
      judge(aDatabase(BEHIND), { closedAtMilliseconds: NOW - 60_000 }, NOW - 10_000),
      'fenced',
      'none',
    ],
    [
      'closed, and restarted so long ago that no event is left',
      judge(aDatabase(BEHIND), {
        closedAtMilliseconds: NOW - 60_000,
        restartedAtMilliseconds: NOW - 59_000,
      }),
      'fenced',
      'none',
    ],
    ['a replica by now', judge(aDatabase({ source: { id: 'x' } })), 'fenced', 'none'],
    ['stopped', judge(aDatabase({ status: 'stopped' })), 'fenced', 'none'],
    ['not there', judge(undefined), 'unknown', 'none'],
    [
      'without a closed group to go to',
      judge(aDatabase(), {}, undefined, ''),
      'not-fenced',
      'close',
    ],
  ])('of a database that is %s', (_what, found, verdict, act) => {
    expect([found.verdict, found.act]).toEqual([verdict, act]);
  });

  it('forgets an earlier closing when somebody opened it since', () => {
    const notes = { closedAtMilliseconds: NOW - 60_000, restartedAtMilliseconds: NOW - 1_000 };

    const found = judge(aDatabase(), notes);

    expect([found.verdict, found.act, found.notes]).toEqual(['not-fenced', 'close', {}]);
  });

  it('knows nothing when the plan names no closed group', () => {
    const fact = aDatabase();
    const found = judgeDatabaseFence({
      fact,
      events: [],
      closedGroup: undefined,
      notes: {},
      nowMilliseconds: NOW,
    });
    expect([found.verdict, found.act]).toEqual(['unknown', 'none']);
  });
});

describe('judgeApplicationsFence', () => {
  const rollout = (ready: number, desired: number) => ({
    kind: 'Deployment',
    namespace: 'konecta-erp',
    name: 'konecta-erp',
    ready,
    desired,
    state: 'complete' as const,
  });
  it.each([
    ['all at zero', 'ready', [rollout(0, 0)], 'fenced'],
    ['a pod that has not gone', 'progressing', [rollout(1, 0)], 'not-fenced'],
    ['one that is wanted again', 'progressing', [rollout(0, 2)], 'not-fenced'],
    ['one that is under way and names nothing', 'progressing', [], 'unknown'],
    ['an API that is silent', 'unreachable', [], 'unknown'],
    ['access that is refused', 'refused', [], 'unknown'],
  ])('of %s', (_what, outcome, rollouts, verdict) => {
    const answer = DeploymentResult.parse({ outcome, sentence: 'said', rollouts });
    expect(judgeApplicationsFence(answer).verdict).toBe(verdict);
  });
});

describe('judgeMarkers', () => {
  const marker = (change: Partial<SurrenderRecord>): SurrenderRecord => ({
    key: 'plan#konecta-erp',
    plan: 'konecta-erp',
    epoch: 2,
    term: 1,
    toRegion: 'eu-west-1',
    incident: 'dr-1',
    reason: 'lost',
    atMilliseconds: NOW,
    state: 'surrendered',
    ...change,
  });
  it.each<[string, Partial<SurrenderRecord> | undefined, string]>([
    ['is there', {}, 'fenced'],
    ['is of a later epoch', { epoch: 3 }, 'fenced'],
    ['is of an earlier epoch', { epoch: 1 }, 'not-fenced'],
    ['was withdrawn', { state: 'withdrawn' }, 'not-fenced'],
    ['is missing', undefined, 'not-fenced'],
  ])('when one %s', (_what, change, verdict) => {
    const keys: readonly LeaseKey[] = ['plan#konecta-erp'];
    const found = new Map(change ? [[keys[0] ?? 'plan#x', marker(change)]] : []);
    expect(judgeMarkers(keys, found, 2).verdict).toBe(verdict);
  });
});

describe('decideFence', () => {
  const part = (name: PartEvidence['part'], verdict: PartEvidence['verdict']): PartEvidence => ({
    part: name,
    verdict,
    words: `it is ${verdict}`,
    atMilliseconds: NOW,
  });
  const unknown = [part('surrendered-marker', 'fenced'), part('database', 'unknown')];

  it('asks about what is unknown, unless it was accepted, and then owes it', () => {
    const accepted = { by: 'plan', words: 'It may.' } as const;
    const asked = decideFence({ region: 'us-east-1', evidence: unknown });
    const owed = decideFence({ region: 'us-east-1', evidence: unknown, accepted });

    expect(asked).toEqual({
      action: 'ask',
      reason: 'fence-unknown',
      sentence:
        'us-east-1 is not fenced: database unknown (it is unknown). ' +
        'It may still be alive and written to: a yes holds for the promotion too.',
    });
    expect(owed).toMatchObject({ action: 'owe', parts: [unknown[1]] });
  });

  it('lets a plan accept silence, and only a person what is seen to act', () => {
    const evidence = [part('applications', 'not-fenced'), part('database', 'unknown')];
    const by = (who: 'plan' | 'person') =>
      decideFence({ region: 'us-east-1', evidence, accepted: { by: who, words: 'It may.' } });

    expect(by('plan')).toMatchObject({ action: 'ask', reason: 'not-fenced' });
    expect(by('person')).toMatchObject({ action: 'owe', parts: evidence });
  });

  it('is done when every part has evidence', () => {
    const evidence = [part('applications', 'fenced'), part('database', 'fenced')];
    expect(decideFence({ region: 'us-east-1', evidence }).action).toBe('fenced');
  });
});
