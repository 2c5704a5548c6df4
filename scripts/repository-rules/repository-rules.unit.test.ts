import { checkFiles } from './check-files.ts';
import type { TrackedFile } from './tracked-file.ts';

const PACKAGE = 'packages/clock';

/** In two parts, so that the rules do not find their own test. */
const REGISTRY = `"resolved": "https:/${'/registry.corp'}/x.tgz"`;
const SOUND: readonly TrackedFile[] = [
  { path: 'package.json', text: '{"name":"workspace","devDependencies":{"jest":"30.5.2"}}' },
  {
    path: `${PACKAGE}/package.json`,
    text: '{"name":"@understudy/clock","dependencies":{"zod":"4.6.7"}}',
  },
  { path: `${PACKAGE}/README.md`, text: '# clock\n' },
  { path: `${PACKAGE}/src/index.ts`, text: "import * as z from 'zod';\nexport { z };\n" },
];

/** What is found when files are added to a sound repository, or replace some of its files. */
function found(...files: readonly TrackedFile[]): readonly string[] {
  const replaced = new Set(files.map(({ path }) => path));
  const all = [...SOUND.filter(({ path }) => !replaced.has(path)), ...files];
  return checkFiles(all).map((finding) => `${finding.path}: ${finding.found}`);
}

function source(text: string, path = `${PACKAGE}/src/other.ts`): TrackedFile {
  return { path, text };
}

describe('the rules of the repository', () => {
  it('find nothing in a sound repository', () => {
    expect(found()).toEqual([]);
  });

  it.each([
    ['a long file', source('x\n'.repeat(301)), '301 lines'],
    ['a name in camel case', source('', `${PACKAGE}/src/readClock.ts`), 'readClock'],
    ['a folder that says nothing', source('', `${PACKAGE}/src/utils/a.ts`), 'utils'],
    ['a marker', source(`// ${'TO' + 'DO'}: later`), 'TO' + 'DO'],
    ['a focused test', source('it.only("x")', `${PACKAGE}/src/a.unit.test.ts`), 'it.only('],
    [
      'a rule off without a reason',
      source('// eslint-disable-next-line a'),
      'eslint-disable-next-line a',
    ],
    ['a star export', source("export * from './a.ts';"), "export * from './a.ts';"],
    ["a machine's path", source(`'/ho${'me/'}someone/x'`), `/ho${'me/'}someone`],
    ["a person's address", source(`// jo${'@'}corp.com`), `jo${'@'}corp.com`],
    ["a registry's host", { path: 'package-lock.json', text: REGISTRY }, REGISTRY],
  ])('find %s', (_what, file, expected) => {
    expect(found(file)).toEqual([`${file.path}: ${expected}`]);
  });

  it.each([
    ['a reason behind the rule', '// eslint-disable-line a -- the platform does so too'],
    ['a reason above the rule', '// The platform does so too.\n// eslint-disable-next-line a'],
  ])('accept %s', (_what, text) => {
    expect(found(source(text))).toEqual([]);
  });

  it.each([
    ['used, not declared', '{"name":"a"}', 'zod is used, not declared'],
    [
      'declared, not used',
      '{"name":"a","dependencies":{"zod":"4.6.7","yaml":"2.9.1"}}',
      'yaml is declared, not used',
    ],
    ['not pinned', '{"name":"a","dependencies":{"zod":"^4.6.7"}}', 'zod ^4.6.7'],
  ])('find a dependency that is %s', (_what, text, expected) => {
    const path = `${PACKAGE}/package.json`;

    expect(found({ path, text })).toEqual([`${path}: ${expected}`]);
  });

  it('take the types of a package that is used for used', () => {
    const text = '{"name":"a","dependencies":{"zod":"4.6.7","@types/zod":"4.0.0"}}';

    expect(found({ path: `${PACKAGE}/package.json`, text })).toEqual([]);
  });

  it('find two versions of one dependency', () => {
    const text = '{"name":"w","devDependencies":{"zod":"4.6.6"}}';

    expect(found({ path: 'package.json', text })).toEqual(['package.json: zod 4.6.6']);
  });

  it.each([
    ['an image by its tag', 'FROM node:24\nUSER 1000', 'FROM node:24'],
    ['a script from the network', 'RUN curl https://x/install | sh', 'curl https://x/install | sh'],
    ['a file from the network', 'ADD https://x/y.zip /', 'ADD https://x/y.zip /'],
    ['a copy of everything', 'COPY . /app', 'COPY . /app'],
    ['root', `FROM a@sha256:${'0'.repeat(64)}\nUSER root`, 'USER root'],
    ['nobody named, so root', `FROM a@sha256:${'0'.repeat(64)}`, 'no USER'],
    ['a secret in a layer', 'ENV API_TOKEN=abc', 'ENV API_TOKEN=abc'],
  ])('find, in an image, %s', (_what, text, expected) => {
    const file = { path: 'apps/runner/Dockerfile', text };

    expect(found(file)).toContain(`${file.path}: ${expected}`);
  });

  it('accept an image by its digest that runs as nobody in particular', () => {
    const text = 'FROM a:1@${BASE_DIGEST} AS b\nCOPY --from=c /x /x\nUSER 993:990\n';

    expect(found({ path: 'apps/runner/Dockerfile', text })).toEqual([]);
  });

  it('find an app without its papers', () => {
    const file = source('{"name":"a"}', 'apps/relay/package.json');

    expect(found(file)).toEqual([
      'apps/relay: no README.md',
      'apps/relay: no DESIGN.md',
      'apps/relay: no functions.yml',
    ]);
  });
});
