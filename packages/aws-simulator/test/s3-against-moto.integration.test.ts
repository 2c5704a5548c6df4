import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import * as sdk from '@aws-sdk/client-s3';

import { createWireRequestHandler } from '../src/wire/wire-request-handler.ts';
import { hasMotoServer, startMotoServer, type MotoServer } from './dynamodb-moto-server.ts';
import { createS3World, HOME } from './s3-fixtures.ts';

/** One call of the story; `ours` stands where moto is known to differ, and says why. */
interface Case {
  readonly name: string;
  readonly operation: string;
  readonly input: object;
  readonly ours?: { readonly because: string; readonly answer: object };
}

const CASES = JSON.parse(readFileSync(join(__dirname, 's3-cases.json'), 'utf8')) as readonly Case[];

const BUCKET = {
  Bucket: 'compared',
  CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' },
} as const;

/** What differs from one day, machine or emulator to the next and means nothing. */
const INSIGNIFICANT = [
  '$metadata',
  'LastModified',
  'Owner',
  'RequestCharged',
  'ServerSideEncryption',
  'ChecksumAlgorithm',
  'ChecksumType',
  'ChecksumCRC32',
  'ChecksumCRC64NVME',
  'Location',
  'RestoreStatus',
];

type Commands = Readonly<Record<string, new (input: object) => never>>;

async function answer(client: sdk.S3Client, { operation, input }: Case): Promise<unknown> {
  const Command = (sdk as unknown as Commands)[`${operation}Command`];
  if (!Command) throw new TypeError(`There is no ${operation}.`);
  try {
    const output: object = await client.send(new Command({ Bucket: BUCKET.Bucket, ...input }));
    const { Body: body } = output as { Body?: { transformToString(): Promise<string> } };
    return plain({ ...output, ...(body ? { Body: await body.transformToString() } : {}) });
  } catch (error) {
    const { name, $metadata } = error as { name: string; $metadata?: { httpStatusCode?: number } };
    return { error: name, status: $metadata?.httpStatusCode };
  }
}

/** Ids of versions are opaque: only whether there is one can be compared. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, each]) => !INSIGNIFICANT.includes(name) && each !== undefined)
      .map(([name, each]) => [name, name.endsWith('VersionId') ? typeof each : plain(each)]),
  );
}

const describeWithMoto = hasMotoServer() ? describe : describe.skip;

describeWithMoto('S3 answers as moto does', () => {
  let moto: MotoServer;
  const told: { readonly our: unknown; readonly their: unknown }[] = [];

  beforeAll(async () => {
    moto = await startMotoServer();
    const common = {
      region: HOME,
      credentials: { accessKeyId: 'AKIAJUPITER', secretAccessKey: 'secret' },
      forcePathStyle: true,
      maxAttempts: 1,
    };
    const requestHandler = createWireRequestHandler(createS3World().door.answer);
    const ours = new sdk.S3Client({ ...common, requestHandler });
    const theirs = new sdk.S3Client({ ...common, endpoint: moto.endpoint });
    await ours.send(new sdk.CreateBucketCommand(BUCKET));
    await theirs.send(new sdk.CreateBucketCommand(BUCKET));
    // One story: each call finds what the ones before it left.
    for (const one of CASES) {
      told.push({ our: await answer(ours, one), their: await answer(theirs, one) });
    }
    theirs.destroy();
  });

  afterAll(() => moto.stop());

  it.each(CASES.map((one, index) => ({ ...one, index })))('$name', ({ index, ours }) => {
    const { our, their } = told[index] ?? {};

    expect(our).toEqual(ours ? ours.answer : their);
    if (ours) expect(their).not.toEqual(ours.answer);
  });
});
