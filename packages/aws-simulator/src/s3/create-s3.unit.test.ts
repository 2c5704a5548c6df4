import { createS3Calls, type S3Calls } from '../../test/s3-calls.ts';
import { createRandom } from '../kernel/random.ts';

let send: S3Calls['send'];

beforeEach(() => {
  ({ send } = createS3Calls());
});

const turn = (Status: 'Enabled' | 'Suspended') =>
  send('PutBucketVersioning', { VersioningConfiguration: { Status } });

function textOf(output: Record<string, unknown>): string {
  return Buffer.from(output['Body'] as Uint8Array).toString();
}

async function versionsOf(Prefix: string): Promise<readonly string[]> {
  const listed = await send('ListObjectVersions', { Prefix });
  const all = [
    ...(listed['Versions'] as Version[]).map((one) => ({ ...one, what: 'object' })),
    ...(listed['DeleteMarkers'] as Version[]).map((one) => ({ ...one, what: 'marker' })),
  ];
  return all.map(
    ({ what, VersionId, IsLatest }) =>
      `${what}${VersionId === 'null' ? ' null' : ''}${IsLatest ? ' latest' : ''}`,
  );
}

interface Version {
  readonly VersionId: string;
  readonly IsLatest: boolean;
}

describe('versions of an object', () => {
  it('are one, and gone with a deletion, in a bucket without versioning', async () => {
    await send('PutObject', { Key: 'k', Body: 'one' });
    await send('PutObject', { Key: 'k', Body: 'two' });
    const before = await versionsOf('k');
    await send('DeleteObject', { Key: 'k' });

    expect([before, await versionsOf('k')]).toEqual([['object null latest'], []]);
  });

  it('stay when versioning is turned on, and when it is suspended but for `null`', async () => {
    await send('PutObject', { Key: 'k', Body: 'before' });
    await turn('Enabled');
    await send('PutObject', { Key: 'k', Body: 'on' });
    const on = await versionsOf('k');
    await turn('Suspended');
    await send('PutObject', { Key: 'k', Body: 'suspended' });
    const suspended = await versionsOf('k');
    await send('DeleteObject', { Key: 'k' });

    expect(on).toEqual(['object latest', 'object null']);
    expect(suspended).toEqual(['object null latest', 'object']);
    expect(await versionsOf('k')).toEqual(['object', 'marker null latest']);
  });

  it('come back when the marker, or the newest of them, is deleted for good', async () => {
    await turn('Enabled');
    await send('PutObject', { Key: 'k', Body: 'one' });
    const { VersionId: two } = await send('PutObject', { Key: 'k', Body: 'two' });
    const { VersionId: marker } = await send('DeleteObject', { Key: 'k' });

    await send('DeleteObject', { Key: 'k', VersionId: marker });
    const first = textOf(await send('GetObject', { Key: 'k' }));
    await send('DeleteObject', { Key: 'k', VersionId: two });
    const second = textOf(await send('GetObject', { Key: 'k' }));

    expect([first, second]).toEqual(['two', 'one']);
  });

  it('a marker cannot be read, and no condition matches it', async () => {
    await turn('Enabled');
    await send('PutObject', { Key: 'k', Body: 'one' });
    const { VersionId } = await send('DeleteObject', { Key: 'k' });

    await expect(send('GetObject', { Key: 'k', VersionId })).rejects.toMatchObject({
      code: 'MethodNotAllowed',
    });
    await expect(send('DeleteObject', { Key: 'k', IfMatch: '*' })).rejects.toMatchObject({
      code: 'PreconditionFailed',
    });
    await send('PutObject', { Key: 'k', Body: 'anew', IfNoneMatch: '*' });
    expect(textOf(await send('GetObject', { Key: 'k' }))).toBe('anew');
  });

  it('are listed page by page, none twice and none left out', async () => {
    await turn('Enabled');
    for (const Key of ['a', 'a', 'a', 'b', 'c/1', 'c/2', 'c/2', 'd']) {
      await send('PutObject', { Key, Body: 'x' });
    }
    const seen: string[] = [];
    let markers: object | undefined = {};
    while (markers) {
      const page = await send('ListObjectVersions', { MaxKeys: 3, ...markers });
      seen.push(...(page['Versions'] as { Key: string }[]).map(({ Key }) => Key));
      markers = page['IsTruncated']
        ? { KeyMarker: page['NextKeyMarker'], VersionIdMarker: page['NextVersionIdMarker'] }
        : undefined;
    }

    expect(seen).toEqual(['a', 'a', 'a', 'b', 'c/1', 'c/2', 'c/2', 'd']);
  });
});

describe('a list of objects', () => {
  const random = createRandom('lists');
  const pick = (of: string): string => of[Math.floor(random.next() * of.length)] ?? '';

  /** Everything at once, by the rule as it is written. */
  function expected(keys: readonly string[], prefix: string, delimiter: string): string[] {
    const names = keys
      .filter((key) => key.startsWith(prefix))
      .map((key) => {
        const at = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
        return at < 0 ? key : key.slice(0, at + delimiter.length);
      });
    return [...new Set(names)].sort((left, right) =>
      Buffer.compare(Buffer.from(left), Buffer.from(right)),
    );
  }

  it.each(Array.from({ length: 25 }, (_, index) => index))(
    'gives in pages what it gives at once: %i',
    async () => {
      const keys = new Set(
        Array.from({ length: 30 }, () =>
          Array.from({ length: 1 + Math.floor(random.next() * 5) }, () => pick('ab//é')).join(''),
        ),
      );
      for (const Key of keys) await send('PutObject', { Key, Body: '' });
      const Prefix = pick('ab') + pick(' /').trim();
      const Delimiter = pick('/ ').trim();
      const MaxKeys = 1 + Math.floor(random.next() * 4);
      const seen: string[] = [];
      let token: unknown;
      do {
        const ContinuationToken = token;
        const input = { Prefix, Delimiter, MaxKeys, ContinuationToken };
        const page = await send('ListObjectsV2', input);
        const names = [
          ...(page['Contents'] as { Key: string }[]).map(({ Key }) => Key),
          ...(page['CommonPrefixes'] as { Prefix: string }[]).map((one) => one.Prefix),
        ];
        expect(names.length).toBeLessThanOrEqual(MaxKeys);
        seen.push(...names.sort());
        token = page['NextContinuationToken'];
      } while (token !== undefined);

      expect(seen.sort()).toEqual(expected([...keys], Prefix, Delimiter).sort());
      expect(new Set(seen).size).toBe(seen.length);
    },
  );
});
