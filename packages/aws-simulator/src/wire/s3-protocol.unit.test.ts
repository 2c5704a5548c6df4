import { crc32 } from 'node:zlib';

import { BUCKET, createS3World } from '../../test/s3-fixtures.ts';
import { CHUNKS_MAX } from './aws-chunked.ts';
import { BODY_BYTES_MAX } from './open-request.ts';
import type { WireResponse } from './wire-messages.ts';

interface Parts {
  readonly method?: string;
  readonly host?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  readonly region?: string;
}

function setUp() {
  const { door, s3, world } = createS3World();
  const send = (parts: Parts): Promise<WireResponse> => {
    const { method = 'GET', host = '127.0.0.1', region = 'eu-west-1', body = '' } = parts;
    const scope = `AKIAJUPITER/20261122/${region}/s3/aws4_request`;
    const Authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`;
    return door.answer({
      method,
      host,
      path: parts.path,
      headers: { Authorization, 'x-amz-date': '20261122T120000Z', ...parts.headers },
      body: typeof body === 'string' ? Buffer.from(body) : body,
    });
  };
  const stored = (key: string): string | undefined => {
    const found = s3.object(BUCKET, key);
    return found && Buffer.from(found.bytes).toString();
  };
  return { send, stored, s3, world };
}

function errorOf({ status, body }: WireResponse): string {
  return `${status} ${/<Code>(\w+)<\/Code>/.exec(Buffer.from(body).toString())?.[1] ?? ''}`.trim();
}

const CRC32_OF_HELLO = (() => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32('hello'));
  return bytes.toString('base64');
})();

/** A body in S3's own framing, as clients send it with a checksum behind. */
function framed(body: string, extra: Readonly<Record<string, string>> = {}): Parts {
  return {
    method: 'PUT',
    path: `/${BUCKET}/framed`,
    headers: {
      'content-encoding': 'aws-chunked',
      'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
      'x-amz-decoded-content-length': '5',
      'x-amz-trailer': 'x-amz-checksum-crc32',
      ...extra,
    },
    body,
  };
}

const TRAILER = `x-amz-checksum-crc32:${CRC32_OF_HELLO}\r\n`;

describe('an S3 request', () => {
  it.each([
    { style: 'path', host: '127.0.0.1:4599', path: `/${BUCKET}/a/b` },
    { style: 'host', host: `${BUCKET}.s3.eu-west-1.amazonaws.com`, path: '/a/b' },
    {
      style: 'host, dual stack',
      host: `${BUCKET}.s3.dualstack.eu-west-1.amazonaws.com`,
      path: '/a/b',
    },
    { style: 'host, no region', host: `${BUCKET}.s3.amazonaws.com`, path: '/a/b' },
    { style: 'path at AWS', host: 's3.eu-west-1.amazonaws.com', path: `/${BUCKET}/a/b` },
    { style: 'host on this machine', host: `${BUCKET}.localhost:4599`, path: '/a/b' },
  ])('names its bucket by $style', async ({ host, path }) => {
    const { send, s3 } = setUp();
    s3.putObject(BUCKET, 'a/b', 'found');

    const { status, body } = await send({ host, path });

    expect([status, Buffer.from(body).toString()]).toEqual([200, 'found']);
  });

  it.each(['/', 'a/', '/a', 'a//b', '..', 'a/../b', 'é ü+%', 'a?b#c'])(
    'keeps the key %j as it is',
    async (key) => {
      const { send, stored } = setUp();
      const path = `/${BUCKET}/${encodeURIComponent(key).replaceAll('%2F', '/')}`;

      await send({ method: 'PUT', path, body: 'x' });

      expect(stored(key)).toBe('x');
    },
  );

  it.each([
    { method: 'GET', path: `/${BUCKET}?policy`, error: '501 NotImplemented' },
    { method: 'DELETE', path: `/${BUCKET}/key?tagging`, error: '501 NotImplemented' },
    { method: 'PUT', path: `/${BUCKET}/key?acl`, error: '501 NotImplemented' },
    { method: 'PATCH', path: `/${BUCKET}/key`, error: '501 NotImplemented' },
    { method: 'GET', path: `/${BUCKET}/%zz`, error: '400 SerializationException' },
    { method: 'POST', path: `/${BUCKET}?delete`, body: '<Delete/>', error: '400 InvalidRequest' },
    { method: 'PUT', path: `/${BUCKET}/${'k'.repeat(1_025)}`, error: '400 KeyTooLongError' },
    { method: 'GET', path: `/${BUCKET}?list-type=2&max-keys=-1`, error: '400 InvalidArgument' },
    {
      method: 'GET',
      path: `/${BUCKET}?list-type=2&continuation-token=%3Cx`,
      error: '400 InvalidArgument',
    },
  ])('is refused: $method $path', async ({ error, ...parts }) => {
    const { send, s3 } = setUp();
    s3.putObject(BUCKET, 'key', 'x');

    const answer = await send(parts);

    expect(errorOf(answer)).toBe(error);
    expect(s3.object(BUCKET, 'key')).toBeDefined();
  });

  it('of a bucket elsewhere is redirected, or told that its signature is wrong', async () => {
    const { send } = setUp();
    const path = `/${BUCKET}/a`;

    const atAws = await send({ host: 's3.us-east-1.amazonaws.com', path, region: 'us-east-1' });
    const here = await send({ path, region: 'us-east-1' });

    expect([errorOf(atAws), errorOf(here)]).toEqual([
      '301 PermanentRedirect',
      '400 AuthorizationHeaderMalformed',
    ]);
    expect([atAws, here].map(({ headers }) => headers['x-amz-bucket-region'])).toEqual([
      'eu-west-1',
      'eu-west-1',
    ]);
  });

  it('with HEAD gets the length of what it leaves out, and no body with an error', async () => {
    const { send, s3 } = setUp();
    s3.putObject(BUCKET, 'key', 'hello');

    const found = await send({ method: 'HEAD', path: `/${BUCKET}/key` });
    const absent = await send({ method: 'HEAD', path: `/${BUCKET}/absent` });

    expect([found.headers['content-length'], found.body.byteLength]).toEqual(['5', 0]);
    expect([absent.status, absent.body.byteLength]).toEqual([404, 0]);
  });

  it('larger than allowed is refused, whatever it is', async () => {
    const { send, stored } = setUp();
    const body = new Uint8Array(BODY_BYTES_MAX + 1);

    const answer = await send({ method: 'PUT', path: `/${BUCKET}/large`, body });

    expect([errorOf(answer), stored('large')]).toEqual(['400 EntityTooLarge', undefined]);
  });
});

describe('a body that says what it is', () => {
  it.each([
    { says: { 'x-amz-checksum-crc32': CRC32_OF_HELLO }, is: '200' },
    { says: { 'x-amz-checksum-crc32': 'AAAAAA==' }, is: '400 BadDigest' },
    { says: { 'x-amz-checksum-crc32': 'AAAA' }, is: '400 InvalidRequest' },
    { says: { 'x-amz-checksum-crc32c': 'mnG7TA==' }, is: '200' },
    { says: { 'x-amz-checksum-crc64nvme': 'M3eFcAZSQlc=' }, is: '200' },
    { says: { 'x-amz-checksum-sha1': 'qvTGHdzF6KLavt4PO0gs2a6pQ00=' }, is: '200' },
    { says: { 'x-amz-checksum-sha256': 'AAAA' }, is: '400 InvalidRequest' },
    { says: { 'x-amz-checksum-xxhash64': 'AAAA' }, is: '501 NotImplemented' },
    {
      says: { 'x-amz-checksum-crc32': CRC32_OF_HELLO, 'x-amz-checksum-sha1': 'x' },
      is: '400 InvalidRequest',
    },
    { says: { 'content-md5': 'XUFAKrxLKna5cZ2REBfFkg==' }, is: '200' },
    { says: { 'content-md5': 'AUFAKrxLKna5cZ2REBfFkg==' }, is: '400 BadDigest' },
    { says: { 'content-md5': 'hello' }, is: '400 InvalidDigest' },
    { says: { 'x-amz-content-sha256': '0'.repeat(64) }, is: '400 XAmzContentSHA256Mismatch' },
    { says: { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' }, is: '200' },
  ])('$says: $is', async ({ says, is }) => {
    const { send, stored } = setUp();

    const answer = await send({
      method: 'PUT',
      path: `/${BUCKET}/key`,
      headers: says,
      body: 'hello',
    });

    expect(errorOf(answer)).toBe(is);
    expect(stored('key')).toBe(is === '200' ? 'hello' : undefined);
  });

  it.each([
    { name: 'one chunk', body: `5\r\nhello\r\n0\r\n${TRAILER}\r\n` },
    { name: 'several', body: `2\r\nhe\r\n3;chunk-signature=0\r\nllo\r\n0\r\n${TRAILER}\r\n` },
    { name: 'no last line', body: `5\r\nhello\r\n0\r\n${TRAILER}` },
  ])('in frames: $name', async ({ body }) => {
    const { send, stored } = setUp();

    const { status, headers } = await send(framed(body));

    expect([status, stored('framed')]).toEqual([200, 'hello']);
    expect(headers['x-amz-checksum-crc32']).toBe(CRC32_OF_HELLO);
  });

  it.each([
    { name: 'nothing', body: '', is: '400 IncompleteBody' },
    { name: 'a size that is none', body: 'xyz\r\nhello\r\n', is: '400 InvalidRequest' },
    { name: 'a negative size', body: '-5\r\nhello\r\n0\r\n\r\n', is: '400 InvalidRequest' },
    { name: 'a huge size', body: 'ffffffff\r\nhello\r\n', is: '400 IncompleteBody' },
    { name: 'a longer size than any', body: `${'f'.repeat(40)}\r\n`, is: '400 InvalidRequest' },
    { name: 'an endless line', body: `${'0'.repeat(5_000)}\r\n`, is: '400 InvalidRequest' },
    { name: 'a chunk cut short', body: '5\r\nhel', is: '400 IncompleteBody' },
    {
      name: 'a chunk too long',
      body: `4\r\nhello\r\n0\r\n${TRAILER}\r\n`,
      is: '400 InvalidRequest',
    },
    { name: 'no end', body: '5\r\nhello\r\n', is: '400 IncompleteBody' },
    {
      name: 'fewer bytes than said',
      body: `2\r\nhe\r\n0\r\n${TRAILER}\r\n`,
      is: '400 IncompleteBody',
    },
    { name: 'no trailer', body: '5\r\nhello\r\n0\r\n\r\n', is: '400 MalformedTrailerError' },
    {
      name: 'another trailer',
      body: `5\r\nhello\r\n0\r\n${TRAILER}x-amz-meta-a:b\r\n\r\n`,
      is: '400 MalformedTrailerError',
    },
    {
      name: 'a wrong checksum',
      body: '5\r\nhello\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n',
      is: '400 BadDigest',
    },
    {
      name: 'too many chunks',
      body: '1\r\na\r\n'.repeat(CHUNKS_MAX + 1),
      is: '400 InvalidRequest',
    },
  ])('in frames that are broken: $name', async ({ body, is }) => {
    const { send, stored } = setUp();

    const answer = await send(framed(body));

    expect([errorOf(answer), stored('framed')]).toEqual([is, undefined]);
  });

  it('keeps the encoding that the object has of its own', async () => {
    const { send } = setUp();
    await send(
      framed(`5\r\nhello\r\n0\r\n${TRAILER}\r\n`, { 'content-encoding': 'gzip,aws-chunked' }),
    );

    const { headers, body } = await send({ path: `/${BUCKET}/framed` });

    expect([headers['content-encoding'], Buffer.from(body).toString()]).toEqual(['gzip', 'hello']);
  });
});

describe('writes on a condition', () => {
  it('of many at the same moment one wins', async () => {
    const { send, world } = setUp();
    const put = (body: number) =>
      send({
        method: 'PUT',
        path: `/${BUCKET}/dr/terraform.tfstate.tflock`,
        headers: { 'if-none-match': '*' },
        body: String(body),
      });

    const answers = await Promise.all(Array.from({ length: 50 }, (_, index) => put(index)));

    const won = answers.filter(({ status }) => status === 200);
    const effects = world.log.entries.filter(({ kind }) => kind === 'effect');
    expect([won.length, effects.length]).toEqual([1, 1]);
    expect(new Set(answers.map(errorOf))).toEqual(new Set(['200', '412 PreconditionFailed']));
  });
});
