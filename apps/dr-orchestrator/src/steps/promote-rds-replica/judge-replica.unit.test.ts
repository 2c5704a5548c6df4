import type { DatabaseFact } from '@understudy/aws-clients';

import { judgeReplica } from './judge-replica.ts';

const NOW = 10_000_000;
const SECOND = 1_000;

const REPLICA: DatabaseFact = {
  id: 'konecta-erp-dev-replica',
  arn: 'arn:aws:rds:eu-west-1:123456789012:db:konecta-erp-dev-replica',
  status: 'available',
  engine: 'postgres',
  engineVersion: '16.4',
  source: { id: 'konecta-erp-dev', region: 'us-east-1' },
  replicas: [],
  multiZone: false,
  securityGroups: [],
  backupRetentionDays: 7,
  tags: {},
};

const { source: _source, ...ALONE } = REPLICA;

describe('judgeReplica', () => {
  it.each<[string, DatabaseFact | undefined, number | undefined, string]>([
    ['a replica that is fed', REPLICA, undefined, 'promotable'],
    ['one that is backed up', { ...REPLICA, status: 'backing-up' }, undefined, 'busy'],
    ['one in a state nobody knows', { ...REPLICA, status: 'thinking' }, undefined, 'busy'],
    ['one that was asked for just now', REPLICA, NOW - 60 * SECOND, 'busy'],
    ['one whose request was lost', REPLICA, NOW - 91 * SECOND, 'promotable'],
    ['what this incident promoted', ALONE, NOW - 400 * SECOND, 'promoted'],
    ['what somebody promoted last month, or what never was one', ALONE, undefined, 'not-a-replica'],
    ['what does not exist', undefined, undefined, 'missing'],
    ['what was deleted after it was asked for', undefined, NOW - 400 * SECOND, 'missing'],
  ])('takes %s for what it is', (_what, database, requestedAtMilliseconds, is) => {
    const judged = judgeReplica(REPLICA.id, database, {
      nowMilliseconds: NOW,
      ...(requestedAtMilliseconds === undefined ? {} : { requestedAtMilliseconds }),
    });

    expect(judged.is).toBe(is);
    expect(judged.sentence).toContain(REPLICA.id);
  });
});
