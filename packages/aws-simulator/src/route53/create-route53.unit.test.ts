import type { ChangeResourceRecordSetsResponse, RRType } from '@aws-sdk/client-route-53';
import { createVirtualClock, type VirtualClock } from '@understudy/clock';

import { createWorld } from '../kernel/create-world.ts';
import { createNoLatencies } from '../kernel/latencies.ts';
import type { World } from '../kernel/world.ts';
import { createRoute53, type Route53 } from './create-route53.ts';

const OPERATOR = { kind: 'person', name: 'operator' } as const;
const OLD = '203.0.113.1';
const NEW = '203.0.113.2';

let clock: VirtualClock;
let world: World;
let route53: Route53;
let zone: string;

beforeEach(() => {
  clock = createVirtualClock(Date.UTC(2026, 0, 1));
  world = createWorld({ clock, seed: 'route53', latencies: createNoLatencies });
  route53 = createRoute53(world);
  world.install('*', route53);
  zone = route53.createZone('example.com', [record('app.example.com', OLD)]);
});

function record(Name: string, Value: string, Type: RRType = 'A') {
  return { Name, Type, TTL: 60, ResourceRecords: [{ Value }] };
}

async function send(operation: string, input: object): Promise<unknown> {
  const { output } = await world.call({
    service: 'route53',
    operation,
    input,
    region: 'us-east-1',
    principal: { kind: 'user', name: 'operator' },
    cause: OPERATOR,
    signedAtMilliseconds: clock.now(),
  });
  return output;
}

async function change(
  ...changes: readonly [string, ReturnType<typeof record>][]
): Promise<ChangeResourceRecordSetsResponse> {
  const Changes = changes.map(([Action, ResourceRecordSet]) => ({ Action, ResourceRecordSet }));
  const input = { HostedZoneId: `/hostedzone/${zone}`, ChangeBatch: { Changes } };
  return (await send('ChangeResourceRecordSets', input)) as ChangeResourceRecordSetsResponse;
}

function answers(count: number): readonly (string | undefined)[] {
  return Array.from({ length: count }, () => route53.resolve('app.example.com', 'A')?.values[0]);
}

describe('a change of a record', () => {
  it('is pending first, reaches the servers one by one, and is in sync within a minute', async () => {
    const { ChangeInfo: info } = await change(['UPSERT', record('App.Example.com.', NEW)]);
    const atOnce = answers(20);
    await clock.advanceTo(clock.now() + 4_000);
    const meanwhile = answers(400);
    await clock.advanceTo(clock.now() + 56_000);
    const after = answers(20);

    expect(info?.Status).toBe('PENDING');
    expect(new Set(atOnce)).toEqual(new Set([OLD]));
    expect(new Set(meanwhile)).toEqual(new Set([OLD, NEW]));
    expect(new Set(after)).toEqual(new Set([NEW]));
    expect(await send('GetChange', { Id: info?.Id })).toMatchObject({
      ChangeInfo: { Status: 'INSYNC' },
    });
  });

  it('is logged with its cause', async () => {
    await change(['UPSERT', record('app.example.com', NEW)]);

    expect(world.log.entries.filter(({ kind }) => kind === 'effect')).toEqual([
      expect.objectContaining({
        subject: 'record/app.example.com./A',
        from: OLD,
        to: NEW,
        cause: OPERATOR,
        requestId: 'req-00000001',
      }),
    ]);
  });

  it.each([
    ['created twice', 'CREATE', record('app.example.com', NEW), 'already exists'],
    ['deleted with other values', 'DELETE', record('app.example.com', NEW), 'do not match'],
    ['deleted when missing', 'DELETE', record('no.example.com', NEW), 'was not found'],
    ['outside the zone', 'CREATE', record('app.example.org', NEW), 'is not permitted in zone'],
    ['a CNAME beside another', 'CREATE', record('app.example.com', 'x.y', 'CNAME'), 'conflicts'],
  ])('that is %s fails, and the rest of its batch with it', async (_, action, bad, message) => {
    const outcome = change(['CREATE', record('new.example.com', NEW)], [action, bad]);

    await expect(outcome).rejects.toMatchObject({
      code: 'InvalidChangeBatch',
      message: expect.stringContaining(message),
    });
    expect(route53.records(zone).map(({ Name }) => Name)).not.toContain('new.example.com.');
  });

  it('of a zone that is not there is refused', async () => {
    const input = { HostedZoneId: 'Z0', ChangeBatch: { Changes: [] } };

    await expect(send('ChangeResourceRecordSets', input)).rejects.toMatchObject({
      code: 'NoSuchHostedZone',
      status: 404,
    });
  });
});

describe('a list of records', () => {
  it('goes on from page to page in the order of labels', async () => {
    await change(
      ['CREATE', record('b.example.com', NEW)],
      ['CREATE', record('a.b.example.com', NEW)],
      ['CREATE', record('b.example.com', '"text"', 'TXT')],
    );

    const names: string[] = [];
    let start: object | undefined = {};
    while (start) {
      const page = (await send('ListResourceRecordSets', {
        HostedZoneId: zone,
        MaxItems: 2,
        ...start,
      })) as Record<string, unknown>;
      const sets = page['ResourceRecordSets'] as { Name: string; Type: string }[];
      names.push(...sets.map(({ Name, Type }) => `${Name} ${Type}`));
      start = page['IsTruncated']
        ? { StartRecordName: page['NextRecordName'], StartRecordType: page['NextRecordType'] }
        : undefined;
    }

    expect(names).toEqual([
      'example.com. NS',
      'example.com. SOA',
      'app.example.com. A',
      'b.example.com. A',
      'b.example.com. TXT',
      'a.b.example.com. A',
    ]);
  });

  it('of zones starts at a name', async () => {
    route53.createZone('example.org');

    const found = await send('ListHostedZonesByName', { DNSName: 'example.org' });

    expect(found).toMatchObject({ HostedZones: [{ Name: 'example.org.' }], IsTruncated: false });
  });
});

describe('a resolver', () => {
  it.each([
    ['keeps an answer for its TTL', 0, 61_000],
    ['that ignores short TTLs keeps it longer', 300, 301_000],
  ])('%s', async (_, ttlSecondsMin, freshAfter) => {
    const resolve = route53.createResolver(ttlSecondsMin);
    const start = clock.now();
    resolve('app.example.com', 'A');
    await change(['UPSERT', record('app.example.com', NEW)]);

    await clock.advanceTo(start + freshAfter - 2_000);
    const kept = resolve('app.example.com', 'A');
    await clock.advanceTo(start + freshAfter);
    const fresh = resolve('app.example.com', 'A');

    expect(kept?.values).toEqual([OLD]);
    expect(fresh?.values).toEqual([NEW]);
  });

  it('follows a CNAME, and an unhealthy primary to its secondary', async () => {
    const failover = (Failover: 'PRIMARY' | 'SECONDARY', value: string) => ({
      ...record('live.example.com', value),
      Failover,
      SetIdentifier: Failover,
      ...(Failover === 'PRIMARY' ? { HealthCheckId: 'check-1' } : {}),
    });
    await change(
      ['CREATE', record('www.example.com', 'live.example.com', 'CNAME')],
      ['CREATE', failover('PRIMARY', OLD)],
      ['CREATE', failover('SECONDARY', NEW)],
    );
    await clock.advanceTo(clock.now() + 60_000);

    const healthy = route53.resolve('www.example.com', 'A');
    route53.setHealth('check-1', false);
    const unhealthy = route53.resolve('www.example.com', 'A');

    expect(healthy?.values).toEqual([OLD]);
    expect(unhealthy?.values).toEqual([NEW]);
  });
});
