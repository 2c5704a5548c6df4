import type { World } from '../kernel/world.ts';
import type { WireDoor } from '../wire/wire-door.ts';

/** Whose a token is, as a Kubernetes API is told by its authenticator. */
export interface TokenUser {
  readonly username: string;
  readonly groups: readonly string[];
}

export interface TokenReviewOptions {
  readonly world: World;
  readonly door: WireDoor;
  readonly region: string;
  readonly clusterName: string;
  /** Tokens of real processes are signed in the machine's time, whatever the world's is. */
  readonly now: () => number;
}

const PREFIX = 'k8s-aws-v1.';
const TOKEN_CHARACTERS_MAX = 8_192;

/** [documented] A signature is taken for at most a minute's validity, and believed for fifteen. */
const EXPIRES_SECONDS_MAX = 60;
const BELIEVED_SECONDS = 900;

/** [documented] This policy of an access entry lets its principal do all. */
const ADMIN_POLICY = 'arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy';

/**
 * Finds out whose a token is as EKS does: it is a signed request to STS, which is sent, and the role
 * that STS names is looked up among the cluster's access entries. Believed, not proved, is what the
 * signature covers: the simulator has no secrets, so it cannot see a header that was changed.
 * Undefined, and why: the token is not taken.
 */
export async function reviewToken(
  token: string,
  options: TokenReviewOptions,
): Promise<TokenUser | { readonly refused: string }> {
  const url = readToken(token);
  if (!url) return { refused: 'not a token of this kind' };
  const problem = judgeRequest(url, options);
  if (problem !== undefined) return { refused: problem };
  const answer = await options.door.answer({
    method: 'GET',
    host: url.host,
    path: `${url.pathname}${url.search}`,
    headers: { host: url.host, 'x-k8s-aws-id': options.clusterName },
    body: new Uint8Array(),
  });
  const arn = /<Arn>([^<]+)<\/Arn>/.exec(Buffer.from(answer.body).toString())?.[1];
  if (answer.status !== 200 || arn === undefined) return { refused: 'STS does not know its key' };
  return findEntry(arn, options);
}

function readToken(token: string): URL | undefined {
  if (!token.startsWith(PREFIX) || token.length > TOKEN_CHARACTERS_MAX) return undefined;
  const text = Buffer.from(token.slice(PREFIX.length), 'base64url').toString();
  return URL.canParse(text) ? new URL(text) : undefined;
}

function judgeRequest(url: URL, { region, now }: TokenReviewOptions): string | undefined {
  const value = (name: string) => url.searchParams.get(name) ?? '';
  const isSts = url.protocol === 'https:' && url.host === `sts.${region}.amazonaws.com`;
  if (!isSts || url.pathname !== '/') return 'not a request to the STS of this region';
  if (value('Action') !== 'GetCallerIdentity') return 'not a question for the caller';
  if (!value('X-Amz-SignedHeaders').split(';').includes('x-k8s-aws-id')) {
    return 'not signed for one cluster';
  }
  const seconds = Number(value('X-Amz-Expires'));
  if (!(seconds > 0 && seconds <= EXPIRES_SECONDS_MAX)) return 'signed for longer than a minute';
  const stamp = value('X-Amz-Date');
  const [, day = '', time = ''] = /^(\d{8})T(\d{6})Z$/.exec(stamp) ?? [];
  const iso = `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}T${time.slice(0, 2)}:${time.slice(2, 4)}:${time.slice(4)}Z`;
  const ageSeconds = (now() - Date.parse(iso)) / 1_000;
  return ageSeconds >= -BELIEVED_SECONDS && ageSeconds <= BELIEVED_SECONDS ? undefined : 'expired';
}

/** `arn:aws:sts::1…:assumed-role/name/session` is known by the entry of `arn:aws:iam::1…:role/name`. */
async function findEntry(
  arn: string,
  options: TokenReviewOptions,
): Promise<TokenUser | { readonly refused: string }> {
  const [, account, role] = /^arn:aws:sts::(\d{12}):assumed-role\/([^/]+)\//.exec(arn) ?? [];
  const principalArn = role === undefined ? arn : `arn:aws:iam::${account}:role/${role}`;
  try {
    const entry = await ask<{
      accessEntry: { username: string; kubernetesGroups: readonly string[] };
    }>('DescribeAccessEntry', principalArn, options);
    const policies = await ask<{ associatedAccessPolicies: readonly { policyArn: string }[] }>(
      'ListAssociatedAccessPolicies',
      principalArn,
      options,
    );
    const { username, kubernetesGroups } = entry.accessEntry;
    const all = policies.associatedAccessPolicies.some(
      ({ policyArn }) => policyArn === ADMIN_POLICY,
    );
    return { username, groups: [...kubernetesGroups, ...(all ? ['system:masters'] : [])] };
  } catch {
    return { refused: `${principalArn} has no access entry` };
  }
}

async function ask<Answer>(
  operation: string,
  principalArn: string,
  { world, region, clusterName }: TokenReviewOptions,
): Promise<Answer> {
  const { output } = await world.call({
    service: 'eks',
    operation,
    region,
    input: { clusterName, principalArn },
    principal: { kind: 'user', name: 'eks-authenticator' },
    cause: { kind: 'service', name: 'eks-authenticator' },
    signedAtMilliseconds: world.clock.now(),
  });
  return output as Answer;
}
