import { createObjectReads, createObjectRecords, createS3Client } from '@understudy/aws-clients/s3';

import { createWireRequestHandler } from '../src/wire/wire-request-handler.ts';
import { BUCKET, createS3World, HOME } from './s3-fixtures.ts';

/** The adapter as functions use it, in front of the simulated S3: both codecs, no socket. */
function setUp() {
  const simulated = createS3World();
  const options = {
    region: HOME,
    credentials: { accessKeyId: 'AKIAJUPITER', secretAccessKey: 'secret' },
    requestHandler: createWireRequestHandler(simulated.door.answer),
  };
  return {
    ...simulated,
    reads: createObjectReads({ client: createS3Client(options, 'reads') }),
    records: createObjectRecords({ client: createS3Client(options, 'records') }),
  };
}

describe('keeping records', () => {
  it('keeps one under a key once, and removes it as often as it is asked', async () => {
    const { reads, records } = setUp();
    const key = 'understudy/requests/incident-1.json';
    const content = async (): Promise<string | undefined> => {
      const found = await reads.read({ bucket: BUCKET, key }, { bytesMax: 100 });
      return found && new TextDecoder().decode(found.content);
    };

    const first = await records.keep({ bucket: BUCKET, key, content: 'first' });
    const second = await records.keep({ bucket: BUCKET, key, content: 'second' });
    const kept = await content();
    await records.remove({ bucket: BUCKET, key });
    await records.remove({ bucket: BUCKET, key });

    expect([first, second, kept, await content()]).toEqual([
      'kept',
      'kept-before',
      'first',
      undefined,
    ]);
  });

  it('copies the state beneath its own prefix, a version as well', async () => {
    const { s3, reads, records } = setUp();
    s3.putObject(BUCKET, 'dr/state é+1.tfstate', 'first');
    const first = await reads.head({ bucket: BUCKET, key: 'dr/state é+1.tfstate' });
    s3.putObject(BUCKET, 'dr/state é+1.tfstate', 'second');
    const from = { bucket: BUCKET, key: 'dr/state é+1.tfstate', versionId: first?.versionId ?? '' };

    const copied = await records.copy(from, 'understudy/state/incident-1');

    const found = s3.object(BUCKET, 'understudy/state/incident-1');
    expect(Buffer.from(found?.bytes ?? []).toString()).toBe('first');
    expect(copied).toEqual({ etag: found?.etag, versionId: found?.versionId });
  });

  it.each(['dr/terraform.tfstate', 'understudy/../dr/terraform.tfstate', 'understudy'])(
    'refuses to write what is the user’s: %s',
    async (key) => {
      const { world, records } = setUp();

      const failures = [
        await records.copy({ bucket: BUCKET, key: 'a' }, key).catch(codeOf),
        await records.keep({ bucket: BUCKET, key, content: 'x' }).catch(codeOf),
        await records.remove({ bucket: BUCKET, key }).catch(codeOf),
      ];

      expect(failures).toEqual(Array(3).fill('NotARecord'));
      expect(world.log.entries).toEqual([]);
    },
  );
});

function codeOf(error: unknown): unknown {
  return (error as { code: string }).code;
}
