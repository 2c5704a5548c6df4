import { createS3Calls, type S3Calls } from '../../test/s3-calls.ts';
import { BUCKET } from '../../test/s3-fixtures.ts';

let s3: S3Calls['s3'];
let send: S3Calls['send'];

beforeEach(() => {
  ({ s3, send } = createS3Calls());
});

describe('uploads in parts', () => {
  const MEBIBYTE = 1024 * 1024;
  const begin = async (): Promise<string> =>
    String((await send('CreateMultipartUpload', { Key: 'big' }))['UploadId']);
  const upload = async (UploadId: string, PartNumber: number, bytes: number): Promise<object> => {
    const Body = new Uint8Array(bytes).fill(PartNumber);
    const { ETag } = await send('UploadPart', { Key: 'big', UploadId, PartNumber, Body });
    return { PartNumber, ETag };
  };
  const complete = (UploadId: string, Parts: readonly object[]) =>
    send('CompleteMultipartUpload', { Key: 'big', UploadId, MultipartUpload: { Parts } });

  it('become one object at their completion, and nothing before', async () => {
    const id = await begin();
    const second = await upload(id, 2, 3);
    const first = await upload(id, 1, 5 * MEBIBYTE);
    const before = s3.object(BUCKET, 'big');

    const { ETag } = await complete(id, [first, second]);

    expect(before).toBeUndefined();
    expect(s3.object(BUCKET, 'big')?.bytes.byteLength).toBe(5 * MEBIBYTE + 3);
    expect(ETag).toMatch(/-2"$/);
    await expect(complete(id, [first])).rejects.toMatchObject({ code: 'NoSuchUpload' });
  });

  it.each([
    { name: 'out of order', parts: ['2', '1'], code: 'InvalidPartOrder' },
    { name: 'a part too small', parts: ['2', '3'], code: 'EntityTooSmall' },
    { name: 'a part that is none', parts: ['4'], code: 'InvalidPart' },
    { name: 'no part', parts: [], code: 'InvalidPart' },
  ])('are refused: $name', async ({ parts, code }) => {
    const id = await begin();
    const uploaded: Readonly<Record<string, object>> = {
      '1': await upload(id, 1, 5 * MEBIBYTE),
      '2': await upload(id, 2, 3),
      '3': await upload(id, 3, 3),
      '4': { PartNumber: 4, ETag: '"x"' },
    };

    const completing = complete(
      id,
      parts.map((part) => uploaded[part] ?? {}),
    );

    await expect(completing).rejects.toMatchObject({ code });
    expect(s3.object(BUCKET, 'big')).toBeUndefined();
  });

  it('take no more than an object may have, and can be given up', async () => {
    const id = await begin();
    for (let part = 1; part <= 8; part++) await upload(id, part, 8 * MEBIBYTE);

    await expect(upload(id, 9, 1)).rejects.toMatchObject({ code: 'EntityTooLarge' });
    await send('AbortMultipartUpload', { Key: 'big', UploadId: id });
    await expect(upload(id, 1, 1)).rejects.toMatchObject({ code: 'NoSuchUpload' });
  });
});
