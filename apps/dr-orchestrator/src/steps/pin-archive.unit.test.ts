import { pinArchive, withVersion } from './pin-archive.ts';

const ARCHIVE = { bucket: 'konecta-erp-dev-dr-eu-west-1', key: 'manifests.zip' };
const SHA256 = 'a'.repeat(64);

/** A world of which only the bucket is looked at, and what it was asked. */
function worldWith(found: { readonly versionId?: string } | undefined) {
  const asked: unknown[] = [];
  const head = async (location: unknown) => {
    asked.push(location);
    return found && { bytes: 1, etag: '"1"', metadata: {}, ...found };
  };
  const step = {
    world: { inRegion: () => ({ objects: { head } }) },
    plan: { regions: { recovery: 'eu-west-1' } },
  } as unknown as Parameters<typeof pinArchive>[0];
  return { step, asked };
}

describe('which version of an archive a step works with', () => {
  it('is the newest when the step begins, where the plan says none', async () => {
    const { step } = worldWith({ versionId: 'v7' });

    const pinned = await pinArchive(step, ARCHIVE, new AbortController().signal);

    expect(pinned).toEqual({
      version: 'v7',
      sentence: 's3://konecta-erp-dev-dr-eu-west-1/manifests.zip in version v7.',
    });
    expect(withVersion(ARCHIVE, pinned.version)).toEqual({ ...ARCHIVE, versionId: 'v7' });
  });

  it.each([
    ['by its version', { ...ARCHIVE, versionId: 'v3' }],
    ['by its checksum', { ...ARCHIVE, sha256: SHA256 }],
  ])('stays what the plan pins %s, and nobody is asked', async (_how, archive) => {
    const { step, asked } = worldWith({ versionId: 'v7' });

    const pinned = await pinArchive(step, archive, new AbortController().signal);

    expect(pinned.version).toBeUndefined();
    expect(asked).toEqual([]);
    expect(withVersion(archive, 'v7')).toEqual(archive);
  });

  it.each([
    ['the object is not there', undefined],
    ['the bucket keeps no versions', {}],
  ])('cannot be said where %s: who is asked says what to do', async (_why, found) => {
    const { step } = worldWith(found);

    const pinned = await pinArchive(step, ARCHIVE, new AbortController().signal);

    expect(pinned.version).toBeUndefined();
    expect(pinned.sentence).toContain('has no version to pin');
    expect(withVersion(ARCHIVE, pinned.version)).toEqual(ARCHIVE);
  });
});
