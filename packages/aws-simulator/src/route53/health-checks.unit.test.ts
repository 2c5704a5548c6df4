import { createVirtualClock, type VirtualClock } from '@understudy/clock';

import { createSimulatedAws, type SimulatedAws } from '../composition/create-simulated-aws.ts';
import { NoAnswer } from '../kernel/aws-fault.ts';
import { createNoLatencies } from '../kernel/latencies.ts';

const BUCKET = 'konecta-erp-dev-dr-eu-west-1';
const KEY = 'traffic/konecta-erp';
const CONFIG = {
  Type: 'HTTPS',
  FullyQualifiedDomainName: `${BUCKET}.s3.eu-west-1.amazonaws.com`,
  ResourcePath: `/${KEY}`,
  RequestInterval: 10,
  FailureThreshold: 3,
} as const;

let clock: VirtualClock;
let aws: SimulatedAws;

beforeEach(() => {
  clock = createVirtualClock(Date.UTC(2026, 10, 22));
  aws = createSimulatedAws({
    clock,
    seed: 'health-checks',
    regions: ['us-east-1', 'eu-west-1'],
    latencies: createNoLatencies,
  });
  aws.region('eu-west-1').s3.createBucket(BUCKET, { publicPrefixes: ['traffic/'] });
});

async function send(operation: string, input: object): Promise<Record<string, unknown>> {
  const { output } = await aws.world.call({
    service: 'route53',
    operation,
    input,
    region: 'us-east-1',
    principal: { kind: 'user', name: 'operator' },
    cause: { kind: 'person', name: 'operator' },
    signedAtMilliseconds: clock.now(),
  });
  return output as Record<string, unknown>;
}

async function create(config: object, CallerReference = 'once'): Promise<string> {
  const { HealthCheck } = await send('CreateHealthCheck', {
    CallerReference,
    HealthCheckConfig: config,
  });
  return (HealthCheck as { Id: string }).Id;
}

const pass = (seconds: number): Promise<void> => clock.advanceTo(clock.now() + seconds * 1_000);

/** When the check's status changed last, in seconds after a moment. */
function secondsUntilChange(id: string, from: number): number | undefined {
  const entry = aws.world.log.entries.findLast(
    (each) => each.kind === 'effect' && each.subject === `health-check/${id}`,
  );
  return entry && (entry.at - from) / 1_000;
}

describe('a health check', () => {
  it.each([
    { isInverted: false, before: true, absent: false, present: true },
    { isInverted: true, before: false, absent: true, present: false },
  ])('of an object, inverted $isInverted', async ({ isInverted, before, absent, present }) => {
    const id = await create({ ...CONFIG, Inverted: isInverted });
    const seen = [aws.route53.isHealthy(id)];
    await pass(30);
    seen.push(aws.route53.isHealthy(id));
    aws.region('eu-west-1').s3.putObject(BUCKET, KEY, 'eu-west-1');
    await pass(40);
    seen.push(aws.route53.isHealthy(id));

    expect(seen).toEqual([before, absent, present]);
  });

  it.each([10, 30])('every %i seconds needs its threshold of looks in a row', async (interval) => {
    const id = aws.route53.createHealthCheck({ ...CONFIG, RequestInterval: interval });
    await pass(7);
    const written = clock.now();
    aws.region('eu-west-1').s3.putObject(BUCKET, KEY, 'x');
    await pass(5 * interval);

    const seconds = secondsUntilChange(id, written);
    expect(seconds).toBeGreaterThanOrEqual(2 * interval);
    expect(seconds).toBeLessThan(3 * interval);
  });

  it('takes no notice of an object that was there for less than its looks need', async () => {
    const id = aws.route53.createHealthCheck({ ...CONFIG, Inverted: true });
    const { s3 } = aws.region('eu-west-1');
    s3.putObject(BUCKET, KEY, 'x');
    await pass(19);
    await aws.world.call({
      service: 's3',
      operation: 'DeleteObject',
      input: { Bucket: BUCKET, Key: KEY },
      region: 'eu-west-1',
      principal: { kind: 'user', name: 'operator' },
      cause: { kind: 'person', name: 'operator' },
      signedAtMilliseconds: clock.now(),
    });
    await pass(300);

    expect(aws.route53.isHealthy(id)).toBe(true);
    expect(secondsUntilChange(id, 0)).toBeUndefined();
  });

  it.each(['orders/1', 'traffic'])('reads public objects only, not %s', async (key) => {
    aws.region('eu-west-1').s3.putObject(BUCKET, key, 'x');
    const id = await create({ ...CONFIG, ResourcePath: `/${key}` });
    await pass(60);

    expect(aws.route53.isHealthy(id)).toBe(false);
  });

  it('sees the data plane of the object’s region, and nothing else of AWS', async () => {
    const { outages } = aws.world;
    aws.region('eu-west-1').s3.putObject(BUCKET, KEY, 'x');
    const id = aws.route53.createHealthCheck(CONFIG);
    outages.begin({ kind: 'region', name: 'lost', region: 'us-east-1' });
    outages.begin({ kind: 'control-plane', name: 'control', region: 'eu-west-1' });
    await pass(300);
    const withoutControl = aws.route53.isHealthy(id);

    outages.begin({ kind: 'data-plane', name: 'data', region: 'eu-west-1' });
    await pass(300);

    expect([withoutControl, aws.route53.isHealthy(id)]).toEqual([true, false]);
  });

  it('is control plane to change: with us-east-1 lost no answer comes', async () => {
    const id = await create(CONFIG);
    aws.world.outages.begin({ kind: 'region', name: 'lost', region: 'us-east-1' });

    const update = send('UpdateHealthCheck', { HealthCheckId: id, Disabled: true });

    await expect(update).rejects.toBeInstanceOf(NoAnswer);
    await pass(60);
    expect(aws.route53.isHealthy(id)).toBe(false);
  });

  it.each([
    { config: { ...CONFIG, Type: 'CLOUDWATCH_METRIC' } },
    { config: { ...CONFIG, RequestInterval: 20 } },
    { config: { ...CONFIG, FailureThreshold: 11 } },
    { config: { ...CONFIG, Regions: ['us-east-1', 'eu-west-1'] } },
    { config: { ...CONFIG, Regions: ['us-east-1', 'eu-west-1', 'mars-north-1'] } },
    { config: { ...CONFIG, FullyQualifiedDomainName: undefined } },
    { config: { ...CONFIG, ResourcePath: 'traffic' } },
    { config: undefined },
  ])('that cannot be simulated is refused: $config', async ({ config }) => {
    await expect(create(config as object)).rejects.toMatchObject({ code: 'InvalidInput' });
  });

  it('is made once for a reference, changed by version, listed and deleted', async () => {
    const id = await create(CONFIG);
    const again = await create(CONFIG);
    const other = create({ ...CONFIG, Inverted: true });

    await expect(other).rejects.toMatchObject({ code: 'HealthCheckAlreadyExists' });
    await send('UpdateHealthCheck', { HealthCheckId: id, HealthCheckVersion: 1, Disabled: true });
    const stale = send('UpdateHealthCheck', { HealthCheckId: id, HealthCheckVersion: 1 });
    await expect(stale).rejects.toMatchObject({ code: 'HealthCheckVersionMismatch' });
    await pass(60);
    const { HealthChecks } = await send('ListHealthChecks', {});
    const isHealthy = aws.route53.isHealthy(id);
    await send('DeleteHealthCheck', { HealthCheckId: id });

    expect({ again, isHealthy }).toEqual({ again: id, isHealthy: true });
    expect(HealthChecks).toMatchObject([{ Id: id, HealthCheckVersion: 2 }]);
    await expect(send('GetHealthCheck', { HealthCheckId: id })).rejects.toMatchObject({
      code: 'NoSuchHealthCheck',
    });
  });

  it('tells what each of its checkers saw', async () => {
    const id = await create({ ...CONFIG, Regions: ['us-east-1', 'eu-west-1', 'sa-east-1'] });
    await pass(60);

    const { HealthCheckObservations: seen } = await send('GetHealthCheckStatus', {
      HealthCheckId: id,
    });

    expect(seen).toHaveLength(6);
    expect(seen).toContainEqual({
      Region: 'sa-east-1',
      IPAddress: expect.any(String),
      StatusReport: { Status: 'Failure: not healthy', CheckedTime: expect.any(Date) },
    });
  });
});
