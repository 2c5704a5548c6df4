import { decideTainted } from './decide-tainted.ts';
import { judgeBackend, judgeBackendText } from './judge-backend.ts';
import { judgeState } from './judge-state.ts';

const STATE = {
  bucket: 'konecta-erp-dev-dr-eu-west-1',
  key: 'dr/terraform.tfstate',
  region: 'eu-west-1',
};
const SETTINGS = { ...STATE, use_lockfile: true, profile: null };

describe('a backend', () => {
  it('fits when it is where the plan says, under a lock', () => {
    expect(judgeBackend({ type: 's3', config: SETTINGS }, STATE)).toEqual({ fits: true });
  });

  it.each<[string, Parameters<typeof judgeBackend>[0], string]>([
    ['none', undefined, 'no backend'],
    ['of another kind', { type: 'local', config: {} }, '"local"'],
    ['elsewhere', { type: 's3', config: { ...SETTINGS, region: 'us-east-1' } }, 'us-east-1'],
    ['of no region', { type: 's3', config: { ...SETTINGS, region: null } }, 'not set'],
    ['in another bucket', { type: 's3', config: { ...SETTINGS, bucket: 'b' } }, 'bucket b'],
    ['without a lock', { type: 's3', config: { ...SETTINGS, use_lockfile: null } }, 'use_lockfile'],
  ])('does not fit: %s', (_what, backend, found) => {
    expect(judgeBackend(backend, STATE)).toMatchObject({
      fits: false,
      found: expect.stringContaining(found),
    });
  });

  it.each<[string, string, boolean]>([
    ['this region', 'backend "s3" {\n  region = "eu-west-1"\n}', true],
    ['the lost region', 'backend "s3" {\n  region = "us-east-1"\n}', false],
    ['the lost region, in a comment', 'backend "s3" {\n # region = "us-east-1"\n}', true],
    ['the lost region behind a comment', 'backend "s3" { /* x */\nregion="us-east-1"\n}', false],
    ['no region: init says', 'backend "s3" {}', true],
    ['no backend', 'terraform {}', false],
    ['a backend in a comment', '// backend "s3" {}', false],
  ])('whose text names %s: fits %s', (_what, text, fits) => {
    expect(judgeBackendText(text, STATE).fits).toBe(fits);
  });
});

describe('a state', () => {
  const SEEN = { lineage: 'a', serial: 7 };

  it.each<[string, Parameters<typeof judgeState>[0], boolean]>([
    ['the one that was seen', SEEN, true],
    ['a newer one', { lineage: 'a', serial: 8 }, true],
    ['an older one', { lineage: 'a', serial: 6 }, false],
    ['another one', { lineage: 'b', serial: 99 }, false],
    ['none, where there was one', undefined, false],
  ])('%s: fits %s', (_what, found, fits) => {
    expect(judgeState(found, [undefined, SEEN]).fits).toBe(fits);
  });

  it('that nobody ever saw may be absent', () => {
    expect(judgeState(undefined, [undefined, undefined])).toEqual({ fits: true });
  });
});

describe('a tainted resource', () => {
  const RESOURCE = { address: 'aws_eks_cluster.this', type: 'aws_eks_cluster' };

  it.each([
    ['ready', 'untaint'],
    ['pending', 'wait'],
    ['failed', 'leave'],
    ['absent', 'leave'],
    ['unknown', 'ask'],
  ] as const)('that is %s: %s', (state, action) => {
    const look = { state, words: 'seen so' };

    expect(decideTainted(RESOURCE, look, ['aws_eks_cluster'])).toMatchObject({ action });
  });

  it('that may not be untainted is left to Terraform, ready or not', () => {
    const look = { state: 'ready' as const, words: 'ACTIVE' };

    expect(decideTainted(RESOURCE, look, ['aws_vpc'])).toMatchObject({ action: 'leave' });
  });
});
