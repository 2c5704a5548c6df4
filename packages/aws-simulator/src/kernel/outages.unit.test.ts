import { createVirtualClock } from '@understudy/clock';

import { createNoLatencies } from './latencies.ts';
import { createWorld } from './create-world.ts';
import type { Outage } from './outages.ts';
import type { ApiCall, SimulatedService, World } from './world.ts';

const US = 'us-east-1';
const EU = 'eu-west-1';

/** A world whose services answer anything that the test names. */
function createTestWorld(): World {
  const clock = createVirtualClock(Date.UTC(2026, 10, 22));
  const world = createWorld({ clock, seed: 'outages', latencies: createNoLatencies });
  const service = (name: SimulatedService['name'], ...operations: string[]): SimulatedService => ({
    name,
    requirements: () => [],
    operations: Object.fromEntries(operations.map((operation) => [operation, () => ({})])),
  });
  for (const region of [US, EU]) {
    world.install(region, service('rds', 'DescribeDBInstances', 'PromoteReadReplica'));
    world.install(region, service('dynamodb', 'PutItem', 'CreateTable'));
  }
  world.install('*', service('route53', 'ChangeResourceRecordSets'));
  return world;
}

async function ask(
  world: World,
  service: ApiCall['service'],
  operation: string,
  where: { region: string; fromRegion?: string },
): Promise<string> {
  const asked = world.call({
    ...where,
    service,
    operation,
    input: {},
    principal: { kind: 'user', name: 'operator' },
    cause: { kind: 'person', name: 'operator' },
    signedAtMilliseconds: world.clock.now(),
  });
  return asked.then(
    () => 'answered',
    (thrown: Error) => thrown.name,
  );
}

function begin(
  world: World,
  outage: Omit<Extract<Outage, { region: string }>, 'name'>,
): () => void {
  return world.outages.begin({ ...outage, name: 'test' });
}

describe('what is lost', () => {
  it('a lost control plane answers no change and no question, and its data go on', async () => {
    const world = createTestWorld();
    const end = begin(world, { kind: 'control-plane', region: US });

    expect(await ask(world, 'rds', 'DescribeDBInstances', { region: US })).toBe('NoAnswer');
    expect(await ask(world, 'dynamodb', 'CreateTable', { region: US })).toBe('NoAnswer');
    expect(await ask(world, 'dynamodb', 'PutItem', { region: US })).toBe('answered');
    expect(await ask(world, 'rds', 'DescribeDBInstances', { region: EU })).toBe('answered');
    expect(world.outages.serves(US)).toBe(true);

    end();
    expect(await ask(world, 'rds', 'DescribeDBInstances', { region: US })).toBe('answered');
  });

  it('a control plane may be lost for one service only', async () => {
    const world = createTestWorld();
    world.outages.begin({ kind: 'control-plane', name: 'rds-lost', region: US, services: ['rds'] });

    expect(await ask(world, 'rds', 'DescribeDBInstances', { region: US })).toBe('NoAnswer');
    expect(await ask(world, 'dynamodb', 'CreateTable', { region: US })).toBe('answered');
  });

  it('a lost data plane carries nothing, and still can be described', async () => {
    const world = createTestWorld();
    begin(world, { kind: 'data-plane', region: US });

    expect(await ask(world, 'dynamodb', 'PutItem', { region: US })).toBe('NoAnswer');
    expect(await ask(world, 'rds', 'DescribeDBInstances', { region: US })).toBe('answered');
    expect(world.outages.serves(US)).toBe(false);
  });

  it('takes the control plane of global services with it when it is the region of theirs', async () => {
    const world = createTestWorld();
    const change = (): Promise<string> =>
      ask(world, 'route53', 'ChangeResourceRecordSets', { region: EU, fromRegion: EU });
    begin(world, { kind: 'region', region: EU });
    expect(await change()).toBe('answered');

    begin(world, { kind: 'region', region: US });
    expect(await change()).toBe('NoAnswer');
  });

  it('a partition leaves the inside to itself', async () => {
    const world = createTestWorld();
    begin(world, { kind: 'partition', region: US });
    const look = (fromRegion?: string): Promise<string> =>
      ask(world, 'rds', 'DescribeDBInstances', { region: US, ...(fromRegion && { fromRegion }) });

    expect(await look(US)).toBe('answered');
    expect(await look(EU)).toBe('NoAnswer');
    expect(await look()).toBe('NoAnswer');
    expect(world.outages.serves(US)).toBe(true);
  });

  it('a path that is lost one way lets the effect happen and the answer vanish', async () => {
    const world = createTestWorld();
    world.outages.begin({ kind: 'path', name: 'way-back', from: US, to: EU });

    const met = await ask(world, 'rds', 'PromoteReadReplica', { region: US, fromRegion: EU });

    expect(met).toBe('NoAnswer');
    expect(world.log.entries.at(-1)).toMatchObject({ result: 'no-answer', effective: true });
    expect(await ask(world, 'rds', 'PromoteReadReplica', { region: US })).toBe('answered');
  });

  it('lasts until the last of those that overlap has ended, and is logged under its name', async () => {
    const world = createTestWorld();
    const first = begin(world, { kind: 'region', region: US });
    const second = begin(world, { kind: 'data-plane', region: US });

    first();
    first();
    expect(world.outages.serves(US)).toBe(false);
    second();

    expect(world.outages.serves(US)).toBe(true);
    expect(world.log.entries).toMatchObject([
      { subject: `outage/region/${US}`, to: 'region', cause: { kind: 'fault', name: 'test' } },
      { subject: `outage/data-plane/${US}`, to: 'data-plane' },
      { subject: `outage/region/${US}`, to: 'none' },
      { subject: `outage/data-plane/${US}`, to: 'none' },
    ]);
  });
});
