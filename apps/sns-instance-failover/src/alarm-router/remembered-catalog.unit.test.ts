import type { Ec2Reads, InstanceFact } from '@understudy/aws-clients';
import { createVirtualClock } from '@understudy/clock';

import { CATALOG_LIFE_MS, createRememberedCatalog } from './remembered-catalog.ts';

function member(name: string): InstanceFact {
  const tags = { Name: name, 'understudy:managed': 'true' };
  return { id: `i-${name}`, state: 'running', tags, zone: 'a', securityGroups: [], volumeIds: [] };
}

function setUp() {
  const clock = createVirtualClock(0);
  const instances = [member('signaling-primary')];
  const describeInstances = jest.fn(async () => [...instances]);
  const catalog = createRememberedCatalog({
    // Nothing else of EC2 is asked here.
    ec2: { describeInstances } as unknown as Ec2Reads,
    clock,
    settings: { configuredServices: [], definitionOf: () => Promise.reject as never },
  });
  return { clock, catalog, instances, describeInstances };
}

describe('the catalog that a router remembers', () => {
  it('is none before it was read', () => {
    const { catalog } = setUp();

    expect(catalog.recent()).toBeUndefined();
  });

  it('is what was read last, without another question', async () => {
    const { catalog, describeInstances } = setUp();

    await catalog.read();

    expect(catalog.recent()?.names).toEqual(['signaling']);
    expect(describeInstances).toHaveBeenCalledTimes(1);
  });

  it('is forgotten when it is too old', async () => {
    const { catalog, clock } = setUp();
    await catalog.read();

    await clock.advanceTo(CATALOG_LIFE_MS + 1);

    expect(catalog.recent()).toBeUndefined();
  });

  it('is asked anew whenever somebody reads', async () => {
    const { catalog, instances } = setUp();
    await catalog.read();
    instances.push(member('video-relay-backup'));

    const { names } = await catalog.read();

    expect(names).toEqual(['signaling', 'video-relay']);
  });
});
