import { createVirtualClock } from '@understudy/clock';

import { createWorld } from '../kernel/create-world.ts';
import { createNoLatencies } from '../kernel/latencies.ts';
import type { Principal, World } from '../kernel/world.ts';
import { createSts, type StsOptions } from './create-sts.ts';

const ROLE_ARN = 'arn:aws:iam::123456789012:role/understudy-test-reader';
const OPERATOR: Principal = { kind: 'user', name: 'operator' };

function createWorldWithSts(options: StsOptions = {}): World {
  const clock = createVirtualClock(0);
  const world = createWorld({ clock, seed: 'sts', latencies: createNoLatencies });
  world.install('*', createSts(world, options));
  return world;
}

async function send(
  world: World,
  operation: string,
  input: object,
  principal = OPERATOR,
): Promise<unknown> {
  const { output } = await world.call({
    service: 'sts',
    operation,
    input,
    region: 'eu-west-1',
    principal,
    cause: { kind: 'person', name: 'operator' },
    signedAtMilliseconds: 0,
  });
  return output;
}

it.each([
  [OPERATOR, 'arn:aws:iam::123456789012:user/operator'],
  [
    { kind: 'role', roleName: 'reader', session: 'look' } as const,
    'arn:aws:sts::123456789012:assumed-role/reader/look',
  ],
])('tells a caller who it is', async (principal, Arn) => {
  const answer = await send(createWorldWithSts(), 'GetCallerIdentity', {}, principal);

  expect(answer).toMatchObject({ Account: '123456789012', Arn });
});

it('makes a session of a role and tells whose key it is', async () => {
  const sessions = new Map<string, unknown>();
  const world = createWorldWithSts({ register: (key, caller) => void sessions.set(key, caller) });

  const answer = (await send(world, 'AssumeRole', {
    RoleArn: ROLE_ARN,
    RoleSessionName: 'look',
  })) as { Credentials: { AccessKeyId: string; Expiration: Date } };

  const { AccessKeyId, Expiration } = answer.Credentials;
  expect(Expiration.getTime()).toBe(3_600_000);
  expect(sessions.get(AccessKeyId)).toMatchObject({
    principal: { kind: 'role', roleName: 'understudy-test-reader', session: 'look' },
  });
});

it('refuses a role that does not trust the caller', async () => {
  const world = createWorldWithSts({ mayAssume: () => false });

  const outcome = send(world, 'AssumeRole', { RoleArn: ROLE_ARN, RoleSessionName: 'look' });

  await expect(outcome).rejects.toMatchObject({ code: 'AccessDenied', status: 403 });
});
