import path from 'node:path';

import { isSource, type Finding, type TrackedFile } from './tracked-file.ts';

const NAMELESS_FOLDERS = ['utils', 'helpers', 'common', 'shared', 'lib', 'misc'];
const KEBAB_CASE = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

export function checkNames({ path: file }: TrackedFile): readonly Finding[] {
  const folders = path.posix.dirname(file).split('/');
  const nameless = folders.filter((folder) => NAMELESS_FOLDERS.includes(folder));
  const [name = ''] = path.posix.basename(file).split('.');
  const wrong = isSource(file) && !KEBAB_CASE.test(name) ? [name] : [];
  return [
    ...nameless.map((found) => ({
      path: file,
      found,
      instead: 'name the folder after what it is for',
    })),
    ...wrong.map((found) => ({ path: file, found, instead: 'kebab-case: parse-alarm.ts' })),
  ];
}

/** What a reader finds in every app and package. The command line has no functions to deploy. */
const WANTED: readonly (readonly [folder: RegExp, files: readonly string[]])[] = [
  [/^apps\/operator-cli$/, ['README.md']],
  [/^apps\/(?!operator-cli$)[\w-]+$/, ['README.md', 'DESIGN.md', 'functions.yml']],
  [/^packages\/[\w-]+$/, ['README.md']],
];

export function checkProjects(paths: readonly string[]): readonly Finding[] {
  const present = new Set(paths);
  const folders = paths
    .filter((file) => /^(?:apps|packages)\/[^/]+\/package\.json$/.test(file))
    .map((file) => path.posix.dirname(file));
  return folders.flatMap((folder) => {
    const wanted = WANTED.find(([pattern]) => pattern.test(folder))?.[1] ?? [];
    return wanted
      .filter((name) => !present.has(`${folder}/${name}`))
      .map((name) => ({ path: folder, found: `no ${name}`, instead: `write ${folder}/${name}` }));
  });
}
