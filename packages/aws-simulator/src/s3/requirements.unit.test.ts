import { createS3Calls, type S3Calls } from '../../test/s3-calls.ts';
import { BUCKET, HOME } from '../../test/s3-fixtures.ts';
import { NoAnswer } from '../kernel/aws-fault.ts';

let world: S3Calls['world'];
let s3: S3Calls['s3'];
let roles: S3Calls['roles'];
let send: S3Calls['send'];

beforeEach(() => {
  ({ world, s3, roles, send } = createS3Calls());
});

function textOf(output: Record<string, unknown>): string {
  return Buffer.from(output['Body'] as Uint8Array).toString();
}

describe('what a role may do with objects', () => {
  function allow(...Statement: object[]): void {
    roles.putRole({
      roleName: 'runner',
      policies: [{ name: 'own', document: { Statement } }],
      managedPolicyArns: [],
      trustedServices: [],
    });
  }

  const ofObjects = (Action: string | string[], key = '*') => ({
    Effect: 'Allow',
    Action,
    Resource: `arn:aws:s3:::${BUCKET}/${key}`,
  });

  it.each([
    { operation: 'GetObject', input: { Key: 'k' }, action: 's3:GetObject' },
    { operation: 'HeadObject', input: { Key: 'k' }, action: 's3:GetObject' },
    {
      operation: 'GetObject',
      input: { Key: 'k', VersionId: 'null' },
      action: 's3:GetObjectVersion',
    },
    { operation: 'PutObject', input: { Key: 'k', Body: '' }, action: 's3:PutObject' },
    { operation: 'DeleteObject', input: { Key: 'k' }, action: 's3:DeleteObject' },
  ])('needs $action for $operation $input', async ({ operation, input, action }) => {
    s3.putObject(BUCKET, 'k', 'x');
    allow(ofObjects('s3:None'));
    const without = send(operation, input, 'runner');
    await expect(without).rejects.toMatchObject({ code: 'AccessDenied', status: 403 });

    allow(ofObjects(action, 'k'));

    await expect(send(operation, input, 'runner')).resolves.toBeDefined();
  });

  it('must be allowed to read what it copies, and what it deletes by its tag', async () => {
    s3.putObject(BUCKET, 'k', 'x');
    const copy = { Key: 'copy', CopySource: `${BUCKET}/k` };
    const IfMatch = s3.object(BUCKET, 'k')?.etag;
    allow(ofObjects(['s3:PutObject', 's3:DeleteObject']));

    for (const [operation, input] of [
      ['CopyObject', copy],
      ['DeleteObject', { Key: 'k', IfMatch }],
    ] as const) {
      await expect(send(operation, input, 'runner')).rejects.toMatchObject({
        message: expect.stringContaining('s3:GetObject'),
      });
    }
  });

  it('is told that an object is absent only when it may list the bucket', async () => {
    allow(ofObjects('s3:GetObject'));
    const blind = send('GetObject', { Key: 'absent' }, 'runner');
    await expect(blind).rejects.toMatchObject({ code: 'AccessDenied' });

    const list = { Effect: 'Allow', Action: 's3:ListBucket', Resource: `arn:aws:s3:::${BUCKET}` };
    allow(ofObjects('s3:GetObject'), list);

    const seeing = send('GetObject', { Key: 'absent' }, 'runner');
    await expect(seeing).rejects.toMatchObject({ code: 'NoSuchKey' });
  });
});

describe('what a lost region takes with it', () => {
  it('objects are the data plane of their own region, buckets are made from us-east-1', async () => {
    s3.putObject(BUCKET, 'k', 'x');
    world.outages.begin({ kind: 'region', name: 'lost', region: 'us-east-1' });
    world.outages.begin({ kind: 'control-plane', name: 'control', region: HOME });

    const read = textOf(await send('GetObject', { Key: 'k' }));
    const Bucket = 'another-bucket';
    const CreateBucketConfiguration = { LocationConstraint: HOME };
    const made = send('CreateBucket', { Bucket, CreateBucketConfiguration });

    await expect(made).rejects.toBeInstanceOf(NoAnswer);
    expect(read).toBe('x');
  });

  it('of a partition, the region’s own objects are not reached from outside', async () => {
    s3.putObject(BUCKET, 'k', 'x');
    world.outages.begin({ kind: 'partition', name: 'cut', region: HOME });

    await expect(send('GetObject', { Key: 'k' })).rejects.toBeInstanceOf(NoAnswer);
  });
});
