import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from '@smithy/types';

/** EKS takes a request that was signed for at most a minute, and believes its token for fifteen. */
const SIGNED_FOR_SECONDS = 60;

/** The header that binds a token to one cluster: another cluster refuses it. */
const CLUSTER_HEADER = 'x-k8s-aws-id';
const PREFIX = 'k8s-aws-v1.';

/** As the AWS CLI writes them: the signature does not depend on it, but tokens can be compared. */
const WRITTEN = [
  'Action',
  'Version',
  'X-Amz-Algorithm',
  'X-Amz-Credential',
  'X-Amz-Date',
  'X-Amz-Expires',
  'X-Amz-SignedHeaders',
  'X-Amz-Security-Token',
  'X-Amz-Signature',
] as const;

export interface TokenRequest {
  readonly region: string;
  readonly clusterName: string;
  readonly credentials: AwsCredentialIdentity | AwsCredentialIdentityProvider;
  readonly nowMilliseconds: number;
}

/**
 * The token by which EKS knows an AWS role: a signed request to ask STS who we are, which EKS sends in
 * our place. Nothing is called for it, so it needs no network. The regional endpoint, because the
 * global one is in the region that may be lost.
 * https://github.com/kubernetes-sigs/aws-iam-authenticator#api-authorization-from-outside-a-cluster
 */
export async function createEksToken(request: TokenRequest): Promise<string> {
  const { region, clusterName, credentials, nowMilliseconds } = request;
  const host = `sts.${region}.${suffixOf(region)}`;
  const signer = new SignatureV4({ service: 'sts', region, credentials, sha256: Sha256 });
  const signed = await signer.presign(
    {
      method: 'GET',
      protocol: 'https:',
      hostname: host,
      path: '/',
      query: { Action: 'GetCallerIdentity', Version: '2011-06-15' },
      headers: { host, [CLUSTER_HEADER]: clusterName },
    },
    {
      expiresIn: SIGNED_FOR_SECONDS,
      signingDate: new Date(nowMilliseconds),
      unhoistableHeaders: new Set([CLUSTER_HEADER]),
      signableHeaders: new Set(['host', CLUSTER_HEADER]),
    },
  );
  const query = WRITTEN.flatMap((name) => {
    const value = signed.query?.[name];
    return typeof value === 'string' ? [`${name}=${encodeURIComponent(value)}`] : [];
  }).join('&');
  return PREFIX + Buffer.from(`https://${host}/?${query}`).toString('base64url');
}

function suffixOf(region: string): string {
  return region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
}
