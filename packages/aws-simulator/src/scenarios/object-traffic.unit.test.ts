import { createVirtualClock } from '@understudy/clock';

import { createSimulatedAws } from '../composition/create-simulated-aws.ts';
import { createNoLatencies } from '../kernel/latencies.ts';
import { createObjectTraffic, type ObjectTrafficOptions } from './object-traffic.ts';

const PRIMARY = 'us-east-1';
const RECOVERY = 'eu-west-1';

function begin(options: ObjectTrafficOptions = {}) {
  const clock = createVirtualClock(Date.UTC(2026, 10, 22));
  const aws = createSimulatedAws({
    clock,
    seed: 'object-traffic',
    regions: [PRIMARY, RECOVERY],
    latencies: createNoLatencies,
  });
  const traffic = createObjectTraffic(aws, options);
  const pass = (seconds: number): Promise<void> => clock.advanceTo(clock.now() + seconds * 1_000);
  const write = (operation: 'PutObject' | 'DeleteObject') =>
    aws.world.call({
      service: 's3',
      operation,
      input: { Bucket: traffic.bucket, Key: traffic.key },
      region: RECOVERY,
      fromRegion: RECOVERY,
      principal: { kind: 'user', name: 'understudy' },
      cause: { kind: 'person', name: 'understudy' },
      signedAtMilliseconds: clock.now(),
    });
  return { aws, clock, traffic, pass, write };
}

describe('traffic that follows an object', () => {
  it('stays in the primary region while nothing is written', async () => {
    const { traffic, pass } = begin();

    await pass(86_400);

    expect(traffic.shares()).toEqual({ [PRIMARY]: 1 });
  });

  it('moves with the object, without us-east-1, as fast as looks and caches allow', async () => {
    const { aws, traffic, pass, write } = begin();
    aws.world.outages.begin({ kind: 'region', name: 'lost', region: PRIMARY });

    await write('PutObject');
    await pass(19);
    const early = traffic.shares();
    await pass(30 - 19 + 60);
    const late = traffic.shares();
    await pass(600);

    expect(early).toEqual({ [PRIMARY]: 1 });
    expect(late[RECOVERY]).toBeCloseTo(0.98);
    expect(traffic.shares()).toEqual({ [RECOVERY]: 1 });
  });

  it('is latched: it does not come back with the region, but with an explicit deletion', async () => {
    const { aws, traffic, pass, write } = begin({ staleShare: 0 });
    const end = aws.world.outages.begin({ kind: 'region', name: 'lost', region: PRIMARY });
    await write('PutObject');
    await pass(120);
    end();
    await pass(86_400);
    const latched = traffic.shares();

    await write('DeleteObject');
    await pass(120);

    expect(latched).toEqual({ [RECOVERY]: 1 });
    expect(traffic.shares()).toEqual({ [PRIMARY]: 1 });
  });

  it('cannot be moved by records or checks while us-east-1 is lost', async () => {
    const { aws, clock, traffic, pass } = begin();
    aws.world.outages.begin({ kind: 'region', name: 'lost', region: PRIMARY });

    for (const [operation, input] of [
      ['UpdateHealthCheck', { HealthCheckId: traffic.healthCheckId, Disabled: true }],
      ['ChangeResourceRecordSets', { HostedZoneId: traffic.zoneId }],
    ] as const) {
      void aws.world
        .call({
          service: 'route53',
          operation,
          input,
          region: PRIMARY,
          fromRegion: RECOVERY,
          principal: { kind: 'user', name: 'understudy' },
          cause: { kind: 'person', name: 'understudy' },
          signedAtMilliseconds: clock.now(),
        })
        .catch(() => undefined);
    }
    await pass(3_600);

    expect(traffic.shares()).toEqual({ [PRIMARY]: 1 });
  });

  it('falls back to the primary when the recovery region’s data plane is lost', async () => {
    const { aws, traffic, pass, write } = begin({ staleShare: 0 });
    await write('PutObject');
    await pass(120);

    aws.world.outages.begin({ kind: 'data-plane', name: 'lost', region: RECOVERY });
    await pass(180);

    expect(traffic.shares()).toEqual({ [PRIMARY]: 1 });
  });
});
