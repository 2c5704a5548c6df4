import { createVirtualClock } from '@understudy/clock';

import { createSimulatedAws } from '../composition/create-simulated-aws.ts';
import { reviewToken } from './review-token.ts';
import { startTokenWebhook } from './token-webhook.ts';

const REGION = 'eu-west-1';
const CLUSTER = 'konecta-erp-dev-dr';
const KEY = 'ASIADEPLOYER';
const ROLE = 'arn:aws:iam::123456789012:role/deployer';
const ADMIN_POLICY = 'arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy';
const NOW = Date.parse('2026-11-22T00:00:30Z');

function subject() {
  const clock = createVirtualClock(NOW);
  const aws = createSimulatedAws({ clock, seed: 'token', regions: [REGION] });
  const principal = { kind: 'role', roleName: 'deployer', session: 'run' } as const;
  aws.callers.register(KEY, { principal, cause: { kind: 'person', name: 'tester' } });
  const { eks } = aws.region(REGION);
  eks.add({ name: CLUSTER });
  const options = {
    world: aws.world,
    door: aws.door,
    region: REGION,
    clusterName: CLUSTER,
    now: () => NOW,
  };
  return { eks, options, clock };
}

/** A token as `aws eks get-token` makes it, with some of its parts changed. */
function token(
  change: Readonly<Record<string, string>> = {},
  host = `sts.${REGION}.amazonaws.com`,
) {
  const query = new URLSearchParams({
    Action: 'GetCallerIdentity',
    Version: '2011-06-15',
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': `${KEY}/20261122/${REGION}/sts/aws4_request`,
    'X-Amz-Date': '20261122T000000Z',
    'X-Amz-Expires': '60',
    'X-Amz-SignedHeaders': 'host;x-k8s-aws-id',
    'X-Amz-Signature': '0',
    ...change,
  });
  return `k8s-aws-v1.${Buffer.from(`https://${host}/?${query.toString()}`).toString('base64url')}`;
}

describe('a token for a cluster', () => {
  it('is the role’s that STS names, as its access entry says', async () => {
    const { eks, options, clock } = subject();
    eks.addAccessEntry(CLUSTER, { principalArn: ROLE, username: 'deployer', groups: ['erp'] });

    const reviewing = reviewToken(token(), options);
    await clock.advanceTo(NOW + 60_000);

    expect(await reviewing).toEqual({ username: 'deployer', groups: ['erp'] });
  });

  it('of an administrator may do all', async () => {
    const { eks, options, clock } = subject();
    eks.addAccessEntry(CLUSTER, { principalArn: ROLE });
    eks.cluster(CLUSTER)?.accessEntries.get(ROLE)?.policies.set(ADMIN_POLICY, { namespaces: [] });

    const reviewing = reviewToken(token(), options);
    await clock.advanceTo(NOW + 60_000);

    expect(await reviewing).toEqual({ username: ROLE, groups: ['system:masters'] });
  });

  it.each([
    ['no entry', token(), 'no access entry'],
    [
      'a key that nobody has',
      token({ 'X-Amz-Credential': `AKIAX/20261122/${REGION}/sts/aws4_request` }),
      'no access entry|does not know',
    ],
    ['another host', token({}, 'sts.example.com'), 'not a request to the STS'],
    ['the STS of another region', token({}, 'sts.us-east-1.amazonaws.com'), 'of this region'],
    ['another question', token({ Action: 'AssumeRole' }), 'not a question for the caller'],
    ['no cluster in its signature', token({ 'X-Amz-SignedHeaders': 'host' }), 'not signed for one'],
    ['a long life', token({ 'X-Amz-Expires': '3600' }), 'longer than a minute'],
    ['a signature of long ago', token({ 'X-Amz-Date': '20261121T230000Z' }), 'expired'],
    ['a signature of no time', token({ 'X-Amz-Date': 'today' }), 'expired'],
    ['another kind', 'bearer', 'not a token of this kind'],
    [
      'a text that is no address',
      `k8s-aws-v1.${Buffer.from('x').toString('base64url')}`,
      'not a token',
    ],
    ['no end', `k8s-aws-v1.${'A'.repeat(9_000)}`, 'not a token'],
  ])('is not taken with %s', async (_what, given, words) => {
    const { options, clock } = subject();

    const reviewing = reviewToken(given, options);
    await clock.advanceTo(NOW + 60_000);

    expect(await reviewing).toEqual({ refused: expect.stringMatching(words) });
  });

  it('is reviewed over HTTP, as an API server asks', async () => {
    const { options } = subject();
    const webhook = await startTokenWebhook(options);
    const ask = async (body: string) => (await fetch(webhook.url, { method: 'POST', body })).text();

    const refused = await ask(JSON.stringify({ spec: { token: 'strange' } }));
    const broken = await ask('{');
    const large = await ask('x'.repeat(200_000));
    await webhook.stop();

    expect(JSON.parse(refused)).toMatchObject({
      kind: 'TokenReview',
      status: { authenticated: false, error: 'not a token of this kind' },
    });
    expect(broken).toBe('');
    expect(large).toContain('too large');
  });
});
