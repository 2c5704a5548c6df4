import { createEksToken } from './create-eks-token.ts';

const CREDENTIALS = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  sessionToken: 'IQoJb3JpZ2luX2VjEXAMPLE//+=',
};
const AT = Date.parse('2026-11-22T00:00:00Z');

async function signed(change: Partial<Parameters<typeof createEksToken>[0]> = {}): Promise<URL> {
  const request = {
    region: 'eu-west-1',
    clusterName: 'konecta-erp-dev-dr',
    credentials: CREDENTIALS,
    nowMilliseconds: AT,
    ...change,
  };
  const token = await createEksToken(request);
  expect(token).toMatch(/^k8s-aws-v1\.[A-Za-z0-9_-]+$/);
  return new URL(Buffer.from(token.slice('k8s-aws-v1.'.length), 'base64url').toString());
}

describe('the token for a cluster', () => {
  it('is a request to the regional STS, signed for one cluster and one minute', async () => {
    const { host, searchParams } = await signed();

    expect(host).toBe('sts.eu-west-1.amazonaws.com');
    expect(Object.fromEntries(searchParams)).toMatchObject({
      Action: 'GetCallerIdentity',
      'X-Amz-Expires': '60',
      'X-Amz-SignedHeaders': 'host;x-k8s-aws-id',
      'X-Amz-Date': '20261122T000000Z',
      'X-Amz-Security-Token': CREDENTIALS.sessionToken,
    });
  });

  it.each([
    ['another cluster', { clusterName: 'other' }],
    ['another second', { nowMilliseconds: AT + 1_000 }],
    ['another key', { credentials: { ...CREDENTIALS, secretAccessKey: 'other' } }],
  ])('has another signature for %s', async (_what, change) => {
    const one = await signed();
    const other = await signed(change);

    expect(other.searchParams.get('X-Amz-Signature')).not.toBe(
      one.searchParams.get('X-Amz-Signature'),
    );
  });

  it('goes to the STS of its own partition', async () => {
    expect((await signed({ region: 'cn-north-1' })).host).toBe('sts.cn-north-1.amazonaws.com.cn');
  });
});
