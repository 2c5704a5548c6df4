import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { extractArchive, readArchive } from '../src/index.ts';
import { bomb, changeDirectory, tenGigabytes, zip, zipWithMode } from './hostile-archives.ts';

const LIMITS = {
  archiveBytes: 1_000_000,
  entries: 100,
  fileBytes: 1_000_000,
  totalBytes: 2_000_000,
};

describe('unpacking', () => {
  let home: string;
  beforeEach(() => {
    home = mkdtempSync(path.join(tmpdir(), 'safe-archive-'));
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  const target = () => path.join(home, 'unpacked');

  it('gives the files of an archive, in memory and in a directory', async () => {
    const archive = zip({ 'main.tf': 'a', 'modules/x/main.tf': 'b', 'empty.tf': '' });
    writeFileSync(path.join(home, 'a.zip'), archive);

    const inMemory = await readArchive(archive, LIMITS);
    const files = await extractArchive({ file: path.join(home, 'a.zip') }, target(), LIMITS);

    expect([...inMemory].map(([name, bytes]) => [name, Buffer.from(bytes).toString()])).toEqual([
      ['main.tf', 'a'],
      ['modules/x/main.tf', 'b'],
      ['empty.tf', ''],
    ]);
    expect(files.map(({ name }) => name)).toEqual([...inMemory.keys()]);
    expect(readFileSync(path.join(target(), 'modules/x/main.tf'), 'utf8')).toBe('b');
  });

  it.each<[string, () => Uint8Array, string]>([
    ['a path that leaves', () => zip({ 'ok.tf': 'x', '../evil.tf': 'x' }), 'relative path'],
    ['an absolute path', () => zip({ '/evil.tf': 'x' }), 'absolute path'],
    ['a backslash', () => zip({ 'a\\..\\..\\evil.tf': 'x' }), 'characters'],
    ['a link', () => zipWithMode('evil', '/etc/passwd', 0o120777), 'a link'],
    ['what is no archive', () => Buffer.from('<html>NoSuchKey</html>'), 'not a zip file'],
    ['nothing', () => new Uint8Array(), 'not a zip file'],
    ['half an archive', () => zip({ 'a.tf': 'x'.repeat(500) }).slice(0, 60), 'truncated'],
    ['a bomb', () => bomb(10), 'at most 2000000 bytes unpacked, found 10000000'],
    [
      'a bomb that says it is small',
      () => changeDirectory(bomb(10), (view, at) => view.setUint32(at + 24, 1_000, true)),
      'too many bytes',
    ],
    [
      'content without its checksum',
      () => changeDirectory(zip({ 'a.tf': 'x' }), (view, at) => view.setUint32(at + 16, 7, true)),
      'corrupt',
    ],
    [
      'another name in front of the content',
      () => {
        const archive = Buffer.from(zip({ 'a.tf': 'x' }));
        archive.write('b', archive.indexOf('a.tf'));
        return archive;
      },
      'another name',
    ],
    ['a file that is declared to be 10 GB', tenGigabytes, 'found 10000000000'],
  ])('refuses %s, and leaves nothing behind', async (_what, make, words) => {
    const archive = make();

    await expect(readArchive(archive, LIMITS)).rejects.toMatchObject({ code: 'ArchiveRefused' });
    await expect(extractArchive({ bytes: archive }, target(), LIMITS)).rejects.toMatchObject({
      code: 'ArchiveRefused',
      message: expect.stringContaining(words),
    });
    expect(existsSync(target())).toBe(false);
    expect(existsSync(path.join(home, 'evil.tf'))).toBe(false);
  });

  it('refuses an archive that is too large before it reads it', async () => {
    const limits = { ...LIMITS, archiveBytes: 10 };

    await expect(readArchive(zip({ 'a.tf': 'x' }), limits)).rejects.toThrow('at most 10 bytes');
  });

  it('does not unpack through a link, nor over what is there', async () => {
    symlinkSync(home, target());

    await expect(
      extractArchive({ bytes: zip({ 'a.tf': 'x' }) }, target(), LIMITS),
    ).rejects.toMatchObject({ code: 'DirectoryInUse' });
    expect(existsSync(path.join(home, 'a.tf'))).toBe(false);
  });
});
