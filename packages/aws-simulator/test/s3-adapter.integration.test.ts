import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createChangeGate, type IntentStore, type Permit } from '@understudy/aws-clients';
import { createObjectChanges, createObjectReads, createS3Client } from '@understudy/aws-clients/s3';
import { systemClock } from '@understudy/clock';

import { createWireRequestHandler } from '../src/wire/wire-request-handler.ts';
import { BUCKET, createS3World, ELSEWHERE, HOME, type S3World } from './s3-fixtures.ts';

const TRAFFIC = { bucket: BUCKET, key: 'traffic/konecta-erp' };

/** The adapter as functions use it, in front of the simulated S3: both codecs, no socket. */
function setUp() {
  const simulated = createS3World();
  return { ...simulated, ...adapterOf(simulated, HOME) };
}

function adapterOf({ door }: S3World, region: string) {
  const options = {
    region,
    credentials: { accessKeyId: 'AKIAJUPITER', secretAccessKey: 'secret' },
    requestHandler: createWireRequestHandler(door.answer),
  };
  return {
    reads: createObjectReads({ client: createS3Client(options, 'reads') }),
    changes: createObjectChanges({
      client: createS3Client(options, 'changes'),
      clock: systemClock,
    }),
    gate: createChangeGate({
      store: forgetfulStore(),
      hold: () => 0,
      clock: systemClock,
      service: 'konecta-erp',
    }),
  };
}

/** A store whose lease is always held. */
function forgetfulStore(): IntentStore<number> {
  let sequence = 0;
  return {
    recordIntent: async (_hold, intent) => ({ ...intent, sequence: ++sequence }),
    settleIntents: async () => undefined,
  };
}

const scope = { signal: new AbortController().signal };

function request(call: string) {
  const { bucket, key } = TRAFFIC;
  return { phase: 'shift', call, on: [`${bucket}/${key}`], from: 'us-east-1', to: 'eu-west-1' };
}

describe('reading objects', () => {
  it('reads a version with its tag, and what is current without', async () => {
    const { s3, reads } = setUp();
    s3.putObject(BUCKET, 'dr/terraform.tfstate', 'first');
    const location = { bucket: BUCKET, key: 'dr/terraform.tfstate' };
    const first = await reads.head(location);
    s3.putObject(BUCKET, 'dr/terraform.tfstate', 'second');

    const old = await reads.read(
      { ...location, versionId: first?.versionId ?? '' },
      { bytesMax: 99 },
    );
    const current = await reads.read(location, { bytesMax: 99 });

    expect([old, current].map((each) => Buffer.from(each?.content ?? []).toString())).toEqual([
      'first',
      'second',
    ]);
    expect(old).toMatchObject({ etag: first?.etag, bytes: 5, versionId: first?.versionId });
  });

  it('answers nothing for what is absent, deleted or no version of it', async () => {
    const { reads } = setUp();
    const location = { bucket: BUCKET, key: 'absent' };

    const found = [
      await reads.head(location),
      await reads.read(location, { bytesMax: 1 }),
      await reads.read({ ...location, versionId: 'none' }, { bytesMax: 1 }),
      await reads.listVersions(location),
    ];

    expect(found).toEqual([undefined, undefined, undefined, []]);
  });

  it('fails for a bucket that is not there, or in another region', async () => {
    const home = setUp();
    const elsewhere = adapterOf(home, ELSEWHERE);

    const failures = [
      await home.reads.read({ bucket: 'no-such', key: 'k' }, { bytesMax: 1 }).catch(codeOf),
      await elsewhere.reads.read({ bucket: BUCKET, key: 'k' }, { bytesMax: 1 }).catch(codeOf),
    ];

    expect(failures).toEqual([
      ['NotFound', 'NoSuchBucket'],
      ['NotFound', 'PermanentRedirect'],
    ]);
  });

  it('refuses an object that is longer than allowed, and keeps nothing of it', async () => {
    const { s3, reads } = setUp();
    s3.putObject(BUCKET, 'eu-west-1-dr.zip', 'x'.repeat(100));
    const location = { bucket: BUCKET, key: 'eu-west-1-dr.zip' };
    const directory = mkdtempSync(join(tmpdir(), 's3-adapter-'));
    const file = join(directory, 'archive.zip');

    const failures = [
      await reads.read(location, { bytesMax: 99 }).catch(codeOf),
      await reads.download(location, file, { bytesMax: 99 }).catch(codeOf),
    ];
    const isLeft = existsSync(file);
    rmSync(directory, { recursive: true });

    expect(failures).toEqual([['ObjectTooLarge'], ['ObjectTooLarge']]);
    expect(isLeft).toBe(false);
  });

  it('downloads to a new file and takes its checksum on the way', async () => {
    const { s3, reads } = setUp();
    const content = Buffer.alloc(300_000, 'blueprint');
    s3.putObject(BUCKET, 'eu-west-1-dr.zip', content);
    const directory = mkdtempSync(join(tmpdir(), 's3-adapter-'));
    const file = join(directory, 'archive.zip');
    const location = { bucket: BUCKET, key: 'eu-west-1-dr.zip' };

    const found = await reads.download(location, file, { bytesMax: 1_000_000 });
    const again = await reads.download(location, file, { bytesMax: 1_000_000 }).catch(codeOf);
    const saved = readFileSync(file);
    rmSync(directory, { recursive: true });

    expect(found).toMatchObject({
      bytes: content.byteLength,
      sha256: createHash('sha256').update(content).digest('hex'),
    });
    expect(saved.equals(content)).toBe(true);
    expect(again).toEqual(['FileUnwritable']);
  });

  it('lists the versions of one key, deletions included, and none of a longer key', async () => {
    const { s3, reads, changes, gate } = setUp();
    s3.putObject(BUCKET, TRAFFIC.key, 'one');
    s3.putObject(BUCKET, `${TRAFFIC.key}-other`, 'other');
    const etag = (await reads.head(TRAFFIC))?.etag ?? '';
    const send = (permit: Permit) => changes.delete(permit, TRAFFIC, { kind: 'unchanged', etag });
    await gate.perform(request('s3:DeleteObject'), send, scope);

    const versions = await reads.listVersions(TRAFFIC);

    expect(versions).toMatchObject([
      { isLatest: true, isDeleteMarker: true },
      { isLatest: false, isDeleteMarker: false, bytes: 3, etag },
    ]);
  });
});

describe('changing objects', () => {
  it('writes once where nothing is, and says so when something is', async () => {
    const { s3, changes, gate } = setUp();
    const put = () =>
      gate.perform(
        request('s3:PutObject'),
        (permit) => changes.put(permit, { ...TRAFFIC, content: 'eu-west-1' }, { kind: 'absent' }),
        scope,
      );

    const answers = [await put(), await put()];

    expect(answers).toMatchObject([{ result: 'written' }, { result: 'condition-failed' }]);
    expect(Buffer.from(s3.object(BUCKET, TRAFFIC.key)?.bytes ?? []).toString()).toBe('eu-west-1');
  });

  it('of two that shift at the same moment lets one win', async () => {
    const { changes, gate } = setUp();
    const put = (content: string) =>
      gate.perform(
        request('s3:PutObject'),
        (permit) => changes.put(permit, { ...TRAFFIC, content }, { kind: 'absent' }),
        scope,
      );

    const answers = await Promise.all([put('a'), put('b'), put('c'), put('d')]);

    expect(answers.map(({ result }) => result).toSorted()).toEqual([
      'condition-failed',
      'condition-failed',
      'condition-failed',
      'written',
    ]);
  });

  it.each([
    { tag: '"somebody-elses"', result: 'condition-failed' },
    { tag: undefined, result: 'deleted' },
  ])('deletes only what was looked at: $result', async ({ tag, result }) => {
    const { s3, reads, changes, gate } = setUp();
    s3.putObject(BUCKET, TRAFFIC.key, 'eu-west-1');
    const etag = tag ?? (await reads.head(TRAFFIC))?.etag ?? '';

    const answer = await gate.perform(
      request('s3:DeleteObject'),
      (permit) => changes.delete(permit, TRAFFIC, { kind: 'unchanged', etag }),
      scope,
    );

    expect(answer).toEqual({ result });
    expect(s3.object(BUCKET, TRAFFIC.key) === undefined).toBe(result === 'deleted');
  });

  it('says that what is to be deleted or replaced is not there', async () => {
    const { changes, gate } = setUp();
    const condition = { kind: 'unchanged', etag: '"x"' } as const;

    const answers = [
      await gate.perform(
        request('s3:DeleteObject'),
        (permit) => changes.delete(permit, TRAFFIC, condition),
        scope,
      ),
      await gate.perform(
        request('s3:PutObject'),
        (permit) => changes.put(permit, { ...TRAFFIC, content: 'x' }, condition),
        scope,
      ),
    ];

    expect(answers).toEqual([{ result: 'absent' }, { result: 'condition-failed' }]);
  });

  it('leaves in doubt a write whose answer was lost, and sends it once', async () => {
    const { world, s3, changes, gate } = setUp();
    world.faults.add({
      name: 'lost',
      operation: 'PutObject',
      fault: { kind: 'error', code: 'InternalError', status: 500, when: 'after' },
    });

    const failure = await gate
      .perform(
        request('s3:PutObject'),
        (permit) => changes.put(permit, { ...TRAFFIC, content: 'x' }, { kind: 'absent' }),
        scope,
      )
      .catch(codeOf);

    const puts = world.log.entries.filter(
      (entry) => entry.kind === 'call' && entry.call.operation === 'PutObject',
    );
    expect(failure).toEqual(['OutcomeUnknown', 'InternalError']);
    expect([puts.length, s3.object(BUCKET, TRAFFIC.key) !== undefined]).toEqual([1, true]);
    expect(gate.unsettled()).toMatchObject([{ call: 's3:PutObject' }]);
  });
});

function codeOf(error: unknown): readonly unknown[] {
  const { code, fields } = error as { code: string; fields: Record<string, unknown> };
  return fields['awsCode'] === undefined ? [code] : [code, fields['awsCode']];
}
