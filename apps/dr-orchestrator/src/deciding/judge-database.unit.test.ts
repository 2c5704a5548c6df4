import type { DatabaseFact } from '@understudy/aws-clients';

import { judgeDatabase, judgeReplication } from './judge-database.ts';

const NOW = Date.UTC(2026, 0, 1);

function aDatabase(change: Partial<DatabaseFact> = {}): DatabaseFact {
  return {
    id: 'konecta-erp-dev',
    arn: 'arn:aws:rds:us-east-1:123456789012:db:konecta-erp-dev',
    status: 'available',
    engine: 'postgres',
    engineVersion: '16.4',
    replicas: [],
    multiZone: true,
    securityGroups: [],
    backupRetentionDays: 7,
    tags: {},
    ...change,
  };
}

function anEvent(message: string, secondsAgo: number) {
  const atMilliseconds = NOW - secondsAgo * 1_000;
  return { databaseId: 'konecta-erp-dev', atMilliseconds, message, categories: [] };
}

describe('judgeDatabase', () => {
  it.each([
    ['available', 'yes', undefined],
    ['backing-up', 'yes', undefined],
    ['modifying', 'yes', undefined],
    ['failing-over', 'no', true],
    ['rebooting', 'no', true],
    ['stopped', 'no', undefined],
    ['storage-full', 'no', undefined],
    ['failed', 'no', undefined],
    ['dancing', 'not-asked', undefined],
  ])('takes %s for %s', (status, result, recovering) => {
    const reading = judgeDatabase(aDatabase({ status }), [], NOW);
    expect([reading.result, reading.recovering]).toEqual([result, recovering]);
  });

  it('takes a database that does not exist for a question that was not asked', () => {
    expect(judgeDatabase(undefined, [], NOW).result).toBe('not-asked');
  });

  it.each([
    ['began', [anEvent('Multi-AZ instance failover started.', 60)], true],
    [
      'has ended',
      [
        anEvent('Multi-AZ instance failover started.', 120),
        anEvent('Multi-AZ instance failover completed', 30),
      ],
      undefined,
    ],
    ['began and was never ended', [anEvent('Multi-AZ instance failover started.', 601)], undefined],
    ['is a recovery', [anEvent('Recovery of the DB instance has started.', 5)], true],
    ['is none', [anEvent('Backing up DB instance', 5)], undefined],
  ])('knows a repair that %s by its events', (_what, events, recovering) => {
    expect(judgeDatabase(aDatabase(), events, NOW).recovering).toBe(recovering);
  });
});

describe('judgeReplication', () => {
  const source = { id: 'konecta-erp-dev', region: 'us-east-1' };
  it.each<[string, Partial<DatabaseFact> | undefined, string]>([
    ['is fed', { source, replicationStatus: 'replicating' }, 'yes'],
    ['is not fed', { source, replicationStatus: 'error' }, 'no'],
    ['was promoted', {}, 'not-asked'],
    ['reboots itself', { source, replicationStatus: 'error', status: 'rebooting' }, 'not-asked'],
    ['does not say', { source }, 'not-asked'],
    ['does not exist', undefined, 'not-asked'],
  ])('of a replica that %s', (_what, change, result) => {
    expect(judgeReplication(change && aDatabase(change)).result).toBe(result);
  });
});
