import fc from 'fast-check';

import { createVirtualClock } from '@understudy/clock';
import { cbor } from '@smithy/core/cbor';

import { createFixtureWorld, signedRequest } from '../../test/wire-fixtures.ts';
import type { ServiceName } from '../kernel/world.ts';

/** Enough to meet every branch of the readers, and done in two seconds. */
const RUNS = 150;

const fixture = createFixtureWorld(createVirtualClock(Date.parse('2026-03-01T12:00:00Z')));

interface Seed {
  readonly service: ServiceName;
  readonly operation: string;
  readonly path?: string;
  readonly headers?: Record<string, string>;
  readonly body: Uint8Array;
}

const SEEDS: readonly Seed[] = [
  {
    service: 'ec2',
    operation: 'DescribeInstances',
    body: Buffer.from(
      'Action=DescribeInstances&Filter.1.Name=a&Filter.1.Value.1=b&MaxResults=5&DryRun=true',
    ),
  },
  {
    service: 'sns',
    operation: 'Publish',
    body: Buffer.from(
      'Action=Publish&MessageAttributes.entry.1.Name=a&MessageAttributes.entry.1.Value.BinaryValue=AA==',
    ),
  },
  {
    service: 'dynamodb',
    operation: 'GetItem',
    headers: { 'x-amz-target': 'DynamoDB_20120810.GetItem' },
    body: Buffer.from(
      '{"TableName":"t","Key":{"id":{"L":[{"B":"AA=="},{"N":"1"},{"NULL":true}]}}}',
    ),
  },
  {
    service: 'monitoring',
    operation: 'PutMetricData',
    path: '/service/x/operation/PutMetricData',
    headers: { 'smithy-protocol': 'rpc-v2-cbor' },
    body: Uint8Array.from(
      cbor.serialize({ Namespace: 'n', MetricData: [{ MetricName: 'm', Value: 1.5 }] }),
    ),
  },
  {
    service: 'lambda',
    operation: 'CheckpointDurableExecution',
    path: '/2025-12-01/durable-executions/arn/checkpoint',
    body: Buffer.from('{"CheckpointToken":"t","Updates":[{"Id":"1","Type":"STEP"}]}'),
  },
  {
    service: 'route53',
    operation: 'ChangeResourceRecordSets',
    path: '/2013-04-01/hostedzone/Z1/rrset',
    body: Buffer.from(
      '<C><ChangeBatch><Changes><Change><ResourceRecordSet><TTL>5</TTL></ResourceRecordSet></Change></Changes></ChangeBatch></C>',
    ),
  },
];

/** The body with some bytes replaced and its end cut off. */
function damaged(body: Uint8Array): fc.Arbitrary<Uint8Array> {
  const edit = fc.tuple(fc.nat(body.length - 1), fc.integer({ min: 0, max: 255 }));
  return fc
    .tuple(fc.array(edit, { maxLength: 4 }), fc.integer({ min: 1, max: body.length }))
    .map(([edits, length]) => {
      const bytes = Uint8Array.from(body);
      for (const [index, value] of edits) bytes[index] = value;
      return bytes.slice(0, length);
    });
}

describe('the wire door, given damaged bodies,', () => {
  it.each(SEEDS)('answers or refuses $service:$operation, and never fails', async (seed) => {
    fixture.stage(seed.service, seed.operation, () => ({}));
    const statuses = new Set<number>();
    const bodies = fc.oneof(damaged(seed.body), fc.uint8Array({ maxLength: 40 }));

    await fc.assert(
      fc.asyncProperty(bodies, async (body) => {
        const { service, headers = {}, path = '/' } = seed;
        const request = signedRequest(service, { method: 'POST', path, headers, body });
        const { status } = await fixture.door.answer(request);
        statuses.add(status);
        expect(status).toBeLessThan(500);
      }),
      { numRuns: RUNS, seed: 42 },
    );

    // Both happened: the damage is neither always harmless nor always fatal.
    expect(statuses).toContain(200);
    expect([...statuses].some((status) => status >= 400)).toBe(true);
  });
});
