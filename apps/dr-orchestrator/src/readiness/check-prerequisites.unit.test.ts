import { createVirtualClock } from '@understudy/clock';
import { RetryableError, TerminalError } from '@understudy/errors';

import { checkPrerequisites } from './check-prerequisites.ts';
import { NO_PREREQUISITES, type PrerequisiteReads, type Prerequisites } from './prerequisites.ts';

const NOW = Date.UTC(2026, 0, 1);
const DAY = 86_400_000;
const DIGEST = `sha256:${'0'.repeat(64)}`;

const NEEDS: Prerequisites = {
  ...NO_PREREQUISITES,
  keys: ['alias/konecta-erp'],
  grants: [{ key: 'alias/konecta-erp', grantee: 'arn:role' }],
  secrets: ['konecta-erp/database'],
  images: [{ repository: 'konecta-erp', tag: '1.4.2' }],
  certificates: ['arn:certificate'],
  quotas: [{ service: 'ec2', quota: 'L-1216C47A', atLeast: 64 }],
  subnets: { ids: ['subnet-a'], freeAddresses: 32 },
};

const GOOD: PrerequisiteReads = {
  keys: {
    describeKey: async () => ({ arn: 'arn:key', state: 'Enabled', multiRegion: true }),
    listGrants: async () => [{ grantee: 'arn:role', operations: ['Decrypt'] }],
  },
  secrets: {
    describeSecret: async () => ({ arn: 'arn:secret', isBeingDeleted: false, replicas: [] }),
  },
  images: { describeImage: async () => ({ digest: DIGEST, tags: ['1.4.2'] }) },
  certificates: {
    describeCertificate: async () => ({
      arn: 'arn:certificate',
      names: ['erp.example'],
      status: 'ISSUED',
      validUntilMilliseconds: NOW + 90 * DAY,
    }),
    listCertificates: async () => [],
  },
  quotas: { readQuota: async () => 64 },
  records: { listFailoverRecords: async () => [] },
  balancers: { listBalancers: async () => [] },
  subnets: {
    describeSubnets: async () => [{ id: 'subnet-a', zone: 'eu-west-1a', freeAddresses: 32 }],
  },
};

async function marks(change: Partial<PrerequisiteReads> = {}): Promise<readonly string[]> {
  const clock = createVirtualClock(NOW);
  const reads = { ...GOOD, ...change };
  const findings = await checkPrerequisites(clock, 'eu-west-1', NEEDS, reads);
  return findings
    .filter(({ mark }) => mark !== 'verified')
    .map(({ what, mark, found, repair }) => {
      expect(repair).toBeDefined();
      return `${what}: ${mark}: ${found}`;
    });
}

describe('checkPrerequisites', () => {
  it('finds nothing amiss where everything is there', async () => {
    expect(await marks()).toEqual([]);
  });

  it.each<[string, Partial<PrerequisiteReads>, string]>([
    [
      'a key that is disabled',
      {
        keys: {
          ...GOOD.keys,
          describeKey: async () => ({ arn: 'k', state: 'Disabled', multiRegion: false }),
        },
      },
      'key alias/konecta-erp in eu-west-1: failed: it is Disabled',
    ],
    [
      'a grant that is missing',
      { keys: { ...GOOD.keys, listGrants: async () => [] } },
      'grant of alias/konecta-erp to arn:role: failed: 0 grants',
    ],
    [
      'a secret that was never replicated',
      { secrets: { describeSecret: async () => undefined } },
      'secret konecta-erp/database in eu-west-1: failed: none found',
    ],
    [
      'a secret that is being deleted',
      {
        secrets: {
          describeSecret: async () => ({ arn: 's', isBeingDeleted: true, replicas: [] }),
        },
      },
      'secret konecta-erp/database in eu-west-1: failed: being deleted',
    ],
    [
      'an image that is not in this registry',
      { images: { describeImage: async () => undefined } },
      'image konecta-erp:1.4.2 in eu-west-1: failed: none found',
    ],
    [
      'a certificate that ends soon',
      {
        certificates: {
          ...GOOD.certificates,
          describeCertificate: async () => ({
            arn: 'c',
            names: [],
            status: 'ISSUED',
            validUntilMilliseconds: NOW + 29 * DAY,
          }),
        },
      },
      'certificate arn:certificate: failed: ISSUED, 29 days left',
    ],
    [
      'a quota that is too low',
      { quotas: { readQuota: async () => 63 } },
      'quota ec2/L-1216C47A of 64 in eu-west-1: failed: it is 63',
    ],
    [
      'a quota that nobody ever changed',
      { quotas: { readQuota: async () => undefined } },
      'quota ec2/L-1216C47A of 64 in eu-west-1: failed: it is not known',
    ],
    [
      'a subnet that is nearly full',
      {
        subnets: {
          describeSubnets: async () => [{ id: 'subnet-a', zone: 'z', freeAddresses: 31 }],
        },
      },
      '32 free addresses in subnet-a: failed: 31 are free',
    ],
    [
      'a service that may not be asked',
      { quotas: { readQuota: () => Promise.reject(new TerminalError('Forbidden', 'no')) } },
      'quota ec2/L-1216C47A of 64 in eu-west-1: failed: Forbidden: no',
    ],
    [
      'a service that does not answer',
      { quotas: { readQuota: () => Promise.reject(new RetryableError('NoAnswer', 'silence')) } },
      'quota ec2/L-1216C47A of 64 in eu-west-1: unknown: NoAnswer: silence',
    ],
  ])('names %s, and nothing else', async (_what, change, expected) => {
    expect(await marks(change)).toEqual([expected]);
  });
});
