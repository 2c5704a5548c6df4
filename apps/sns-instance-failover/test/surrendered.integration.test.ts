import path from 'node:path';

import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { answerDirectly } from '@understudy/aws-simulator';
import type { Scene } from '@understudy/fault-simulation';
import { createRegionRecords, type RegionRecords, type Surrender } from '@understudy/leases';

import { createSourceFunctions } from '../src/simulation/index.ts';
import { lastOutcome, order, scene } from './packaged.ts';

const sourceFunctions = createSourceFunctions({ root: path.resolve(__dirname, '../../..') });

/** The table of this region, as a plan's run in the other region reaches it. */
function recordsOf(at: Scene): RegionRecords {
  const region = at.region.name;
  const credentials = { accessKeyId: 'plan', secretAccessKey: 'none' };
  const client = new DynamoDBClient({ region, credentials });
  const by = { kind: 'user', name: 'plan' } as const;
  const cause = { kind: 'person', name: 'plan' } as const;
  answerDirectly(client, at.aws.world, { principal: by, cause }, region);
  return createRegionRecords({ client, table: at.tableName, clock: at.clock });
}

function surrenderOf(at: Scene): Surrender {
  return {
    key: `service#${at.pair.name}`,
    plan: 'konecta-erp',
    epoch: 2,
    term: 1,
    toRegion: 'eu-west-1',
    incident: 'dr-1',
    reason: 'us-east-1 is lost',
    atMilliseconds: at.clock.now(),
  };
}

describe('a service of a region that surrendered', () => {
  it('is not failed over, whatever happens to it or is ordered', async () => {
    const at = await scene({ sourceFunctions });
    await at.during(recordsOf(at).surrender(surrenderOf(at)));
    const before = at.clock.now();

    at.jupiter.ec2.fault(at.pair.primaryId, 'crash');
    await order(at, 'switchover');
    await at.pass(400);

    expect(at.changes(before)).toEqual([]);
    expect((await at.record()).lease.owner).toBeUndefined();
    expect((await at.incidents()).filter(({ openedAtMilliseconds: t }) => t >= before)).toEqual([]);
    expect(await at.violations()).toEqual([]);
  });

  it('is failed over again once the surrender is withdrawn', async () => {
    const at = await scene({ sourceFunctions });
    await at.during(recordsOf(at).surrender(surrenderOf(at)));
    at.jupiter.ec2.fault(at.pair.primaryId, 'crash');
    await at.pass(300);

    await at.during(recordsOf(at).withdrawSurrender(surrenderOf(at)));
    await at.pass(300);

    expect(await lastOutcome(at)).toMatchObject({ name: 'completed', reason: 'instance-stopped' });
    expect((await at.record()).state).toMatchObject({ active: 'backup', epoch: 2 });
  });

  it('is left as it is by a run that was about to begin', async () => {
    const at = await scene({ sourceFunctions });
    at.jupiter.ec2.fault(at.pair.primaryId, 'crash');
    await at.pass(3);

    await at.during(recordsOf(at).surrender(surrenderOf(at)));
    const since = at.clock.now();
    await at.pass(400);

    expect(await lastOutcome(at)).toMatchObject({ name: 'held', reason: 'surrendered' });
    expect(at.changes(since)).toEqual([]);
  });

  it('fails its rehearsal, and says who is in charge', async () => {
    const at = await scene({ sourceFunctions });
    await at.during(recordsOf(at).surrender(surrenderOf(at)));

    const routed = await at.invokeRouter({ service: at.pair.name, test: true });

    await at.pass(10);
    const execution = { DurableExecutionArn: routed.body.results[0]?.['executionArn'] };
    const ended = await at.asPerson<{ Result?: string }>(
      'lambda',
      'GetDurableExecution',
      execution,
    );
    expect(ended.Result).toContain('surrendered it to eu-west-1 at epoch 2');
  });
});
