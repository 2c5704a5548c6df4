import { judgeEntries, type ArchiveEntry } from './judge-entries.ts';

const LIMITS = { archiveBytes: 1_000, entries: 5, fileBytes: 100, totalBytes: 250 };

function entry(name: string, change: Partial<ArchiveEntry> = {}): ArchiveEntry {
  return { name, bytes: 1, packedBytes: 1, mode: 0o100644, encrypted: false, ...change };
}

describe('the entries of an archive', () => {
  it.each([
    ['a file', [entry('main.tf')]],
    ['a file in a directory', [entry('k8s/', { bytes: 0, mode: 0o040755 }), entry('k8s/app.yaml')]],
    ['an archive without modes', [entry('main.tf', { mode: 0 })]],
    ['names with dots', [entry('..data'), entry('a/...'), entry('.terraform.lock.hcl')]],
  ])('may be %s', (_what, entries) => {
    expect(judgeEntries(entries, LIMITS)).toBeUndefined();
  });

  it.each<[string, readonly ArchiveEntry[], string]>([
    ['a path that leaves', [entry('../x')], 'stays inside'],
    ['a path that leaves in the middle', [entry('a/../../x')], 'stays inside'],
    ['a path that ends above', [entry('a/..')], 'stays inside'],
    ['an absolute path', [entry('/etc/passwd')], 'relative path'],
    ['a path of another system', [entry('..\\x')], 'backslash'],
    ['a drive', [entry('C:/x')], 'colon'],
    ['an empty segment', [entry('a//x')], 'stays inside'],
    ['a name with a line break', [entry('a\nb')], 'control characters'],
    ['a name with an escape', [entry('a\u001b[2Jb')], 'control characters'],
    ['a link', [entry('x', { mode: 0o120777 })], 'a link'],
    ['a device', [entry('x', { mode: 0o020666 })], 'a link or a device'],
    ['a directory that is a file', [entry('x/', { mode: 0o100644, bytes: 0 })], 'regular file'],
    ['a directory with content', [entry('x/', { mode: 0 })], 'without content'],
    ['an encrypted file', [entry('x', { encrypted: true })], 'not encrypted'],
    ['a file too large', [entry('x', { bytes: 101 })], 'at most 100 bytes'],
    [
      'too much together',
      [1, 2, 3].map((index) => entry(`x${index}`, { bytes: 100 })),
      'at most 250 bytes unpacked, found 300',
    ],
    ['too many', [1, 2, 3, 4, 5, 6].map((index) => entry(`x${index}`)), 'at most 5 entries'],
    ['one path twice', [entry('x'), entry('x')], 'each path once'],
    ['one path in two cases', [entry('Main.tf'), entry('main.tf')], 'each path once'],
    ['one path composed twice', [entry('\u00e9'), entry('e\u0301')], 'each path once'],
    ['a file under a file', [entry('a'), entry('a/b')], 'found a file'],
    ['a long path', [entry('x'.repeat(513))], 'at most 512 characters'],
    ['a long name', [entry('x'.repeat(256))], 'at most 255 characters'],
    ['a deep path', [entry(`${'a/'.repeat(33)}b`)], 'at most 32 directories'],
  ])('may not be %s', (_what, entries, words) => {
    expect(judgeEntries(entries, LIMITS)).toContain(words);
  });

  it('may not be packed so well that it can only be on purpose', () => {
    const limits = { ...LIMITS, fileBytes: 10_000_000, totalBytes: 10_000_000 };
    const bomb = entry('zeros', { bytes: 5_000_000, packedBytes: 5_000 });

    expect(judgeEntries([bomb], limits)).toContain('packed at most 250 times');
    expect(judgeEntries([{ ...bomb, packedBytes: 20_000 }], limits)).toBeUndefined();
  });

  it('are quoted in the words, so that a name cannot write to a terminal', () => {
    expect(judgeEntries([entry('\u001b[2J')], LIMITS)).toContain('"\\u001b[2J"');
  });
});
