import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { BUCKET, serveS3World } from './s3-fixtures.ts';
import { runPythonScript } from './wire-python.ts';

const SCRIPT = readFileSync(join(__dirname, 's3-boto3.py'), 'utf8');

describe('S3 as boto3 sees it', () => {
  let served: Awaited<ReturnType<typeof serveS3World>>;
  let seen: Readonly<Record<string, unknown>> = {};

  beforeAll(async () => {
    served = await serveS3World();
    seen = (await runPythonScript(SCRIPT, served.url)) as typeof seen;
  });

  afterAll(() => served.stop());

  it.each([
    { what: 'current', is: 'second' },
    { what: 'old', is: ['first', 'text/plain', { plan: 'konecta' }] },
    { what: 'checksum', is: createHash('sha256').update('second').digest('base64') },
    { what: 'range', is: ['eco', 'bytes 1-3/6'] },
    { what: 'beyond', is: ['InvalidRange', 416] },
    { what: 'not-modified', is: ['304', 304] },
    {
      what: 'listed',
      is: [[['list/a', 'list/b/']], [['list/c', 'list/d e+&<']]],
    },
    { what: 'older-list', is: ['list/a', 'list/b/1', 'list/b/2', 'list/c', 'list/d e+&<'] },
    { what: 'lock', is: null },
    { what: 'locked', is: ['PreconditionFailed', 412] },
    { what: 'changed', is: ['PreconditionFailed', 412] },
    { what: 'foreign', is: ['PreconditionFailed', 412] },
    { what: 'own', is: null },
    { what: 'versions', is: [1, 1] },
    { what: 'deleted', is: ['404', 404] },
    { what: 'copy', is: ['first', true] },
    { what: 'several', is: ['absent', 'copy', 'list/d e+&<'] },
    { what: 'absent', is: ['NoSuchKey', 404] },
    { what: 'no-bucket', is: ['NoSuchBucket', 404] },
    { what: 'bad-name', is: ['404', 404] },
    { what: 'policy', is: ['NotImplemented', 501] },
    { what: 'location', is: 'eu-west-1' },
    { what: 'versioning', is: 'Enabled' },
    { what: 'buckets', is: [BUCKET] },
    { what: 'classic', is: null },
    // It was told the right region, and followed.
    { what: 'wrong-region', is: ['NoSuchKey', 404] },
    { what: 'long-key', is: ['KeyTooLongError', 400] },
    { what: 'metadata', is: ['MetadataTooLarge', 400] },
    { what: 'big', is: [true, '-2"'] },
  ])('$what', ({ what, is }) => {
    expect(seen[what]).toEqual(is);
  });

  it('by a URL that was signed in advance', async () => {
    const answer = await fetch(String(seen['presigned']));

    expect(await answer.text()).toBe('second');
  });
});
