import { DEPTH_MAX, MANIFEST_BYTES_MAX, OBJECTS_MAX } from './limits.ts';
import { parseManifests } from './parse-manifests.ts';

const CONFIG = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: settings }\n';
const named = (name: string) => CONFIG.replace('settings', name);
const bytes = (text: string) => new TextEncoder().encode(text);
const parse = (files: Readonly<Record<string, string | Uint8Array>>) =>
  parseManifests(
    new Map(
      Object.entries(files).map(([name, content]) => [
        name,
        typeof content === 'string' ? bytes(content) : content,
      ]),
    ),
  );

describe('the manifests of a bundle', () => {
  it.each([
    [
      'several in one file, each at its line',
      { 'a.yaml': `${named('one')}---\n${named('two')}` },
      ['a.yaml:1 one', 'a.yaml:4 two'],
    ],
    [
      'of JSON',
      { 'a.json': JSON.stringify({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' } }) },
      ['a.json:1 s'],
    ],
    [
      'of a list',
      {
        'a.yml': `kind: List\napiVersion: v1\nitems: [{apiVersion: v1, kind: Secret, metadata: {name: s}}]`,
      },
      ['a.yml:1 s'],
    ],
    [
      'beside other files, which are left alone',
      { 'README.md': ': [', 'a.yaml': CONFIG },
      ['a.yaml:1 settings'],
    ],
    [
      'beside an empty document',
      { 'a.yaml': `---\n# nothing\n---\n${CONFIG}` },
      ['a.yaml:3 settings'],
    ],
    [
      'of one name in two name spaces',
      { 'a.yaml': `${CONFIG}---\n${CONFIG.replace('settings', 'settings, namespace: other')}` },
      ['a.yaml:1 settings', 'a.yaml:4 settings'],
    ],
  ])('are read: %s', (_what, files, places) => {
    const parsed = parse(files);

    expect(
      parsed.result === 'parsed' &&
        parsed.manifests.map(({ place, object }) => `${place} ${object.metadata.name}`),
    ).toEqual(places);
  });

  it.each([
    [
      'none is there',
      { 'README.md': 'x' },
      /expected manifests \(\*\.yaml, \*\.yml, \*\.json\), found none/,
    ],
    [
      'a file is too large',
      { 'a.yaml': 'x'.repeat(MANIFEST_BYTES_MAX + 1) },
      /a\.yaml: expected at most 1500000 bytes/,
    ],
    ['a file is no text', { 'a.yaml': new Uint8Array([0xff, 0xfe]) }, /a\.yaml: expected UTF-8/],
    ['YAML is none', { 'a.yaml': 'kind: [' }, /a\.yaml:1: /],
    ['a key stands twice', { 'a.yaml': `${CONFIG}kind: Secret\n` }, /unique/],
    [
      'it is nested too deeply',
      { 'a.yaml': `${CONFIG}data: ${'['.repeat(DEPTH_MAX + 1)}${']'.repeat(DEPTH_MAX + 1)}` },
      /at most 100 levels/,
    ],
    [
      'a number is none that JSON has',
      { 'a.yaml': `${CONFIG}data: { a: .nan }` },
      /expected text keys/,
    ],
    [
      'a kind is missing',
      { 'a.yaml': 'apiVersion: v1\nmetadata: { name: a }' },
      /a\.yaml:1: kind: /,
    ],
    ['an item of a list is none', { 'a.yaml': 'kind: List\nitems: [7]' }, /a\.yaml:1: /],
    [
      'an object stands twice, in two versions',
      {
        'a.yaml': `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: a }\n---\napiVersion: apps/v1beta1\nkind: Deployment\nmetadata: { name: a }`,
      },
      /a\.yaml:4: Deployment a stands at a\.yaml:1 already/,
    ],
    [
      'there are too many',
      {
        'a.yaml': Array.from({ length: OBJECTS_MAX + 1 }, (_, index) => named(`c-${index}`)).join(
          '---\n',
        ),
      },
      /at most 1000 objects, found 1001/,
    ],
  ])('are refused where %s', (_where, files, words) => {
    const parsed = parse(files);

    expect(parsed.result === 'invalid' && parsed.problems.join('; ')).toMatch(words);
  });

  it('names all problems at once, as many as a person can read', () => {
    const parsed = parse({ 'a.yaml': Array.from({ length: 30 }, () => 'kind: x').join('\n---\n') });

    expect(parsed.result === 'invalid' && parsed.problems).toHaveLength(20);
  });
});
