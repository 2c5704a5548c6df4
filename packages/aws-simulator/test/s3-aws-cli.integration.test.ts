import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { BUCKET, HOME, serveS3World } from './s3-fixtures.ts';
import { runClient } from './wire-python.ts';

describe('S3 as the AWS CLI sees it', () => {
  const directory = mkdtempSync(join(tmpdir(), 's3-cli-'));
  const file = join(directory, 'eu-west-1-dr.zip');
  let served: Awaited<ReturnType<typeof serveS3World>>;

  beforeAll(async () => {
    served = await serveS3World();
    writeFileSync(file, Buffer.alloc(100_000, 'blueprint'));
  });

  afterAll(async () => {
    rmSync(directory, { recursive: true });
    await served.stop();
  });

  async function aws(...parameters: string[]): Promise<string> {
    const common = ['--endpoint-url', served.url, '--region', HOME, '--output', 'json'];
    const { stdout, stderr, status } = await runClient('aws', [...common, ...parameters]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    return stdout;
  }

  it('copies a file there and back, and lists it', async () => {
    const there = `s3://${BUCKET}/eu-west-1-dr.zip`;
    const copy = join(directory, 'copy.zip');

    await aws('s3', 'cp', file, there);
    await aws('s3', 'cp', there, copy);
    const listed = await aws('s3', 'ls', `s3://${BUCKET}/`);

    expect(readFileSync(copy).equals(readFileSync(file))).toBe(true);
    expect(listed).toMatch(/100000 eu-west-1-dr\.zip/);
  });

  it('shifts traffic by hand, only where nobody did before', async () => {
    const put = ['s3api', 'put-object', '--bucket', BUCKET, '--key', 'traffic/konecta-erp'];

    const first = await aws(...put, '--body', file, '--if-none-match', '*');
    const common = ['--endpoint-url', served.url, '--region', HOME];
    const second = await runClient('aws', [...common, ...put, '--if-none-match', '*']);

    expect(JSON.parse(first)).toMatchObject({ ETag: expect.any(String) });
    expect(second.stderr).toContain('An error occurred (PreconditionFailed)');
    expect(second.status).toBeGreaterThan(0);
  });

  it('tells the versions of the state', async () => {
    served.s3.putObject(BUCKET, 'dr/terraform.tfstate', 'one');
    served.s3.putObject(BUCKET, 'dr/terraform.tfstate', 'two');

    const told = await aws('s3api', 'list-object-versions', '--bucket', BUCKET, '--prefix', 'dr/');

    expect(JSON.parse(told)).toMatchObject({
      Versions: [
        { Key: 'dr/terraform.tfstate', IsLatest: true, Size: 3 },
        { Key: 'dr/terraform.tfstate', IsLatest: false, Size: 3 },
      ],
    });
  });
});
