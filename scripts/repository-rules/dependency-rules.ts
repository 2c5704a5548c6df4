import path from 'node:path';

import { isSource, type Finding, type TrackedFile } from './tracked-file.ts';

interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

interface Project {
  readonly path: string;
  readonly folder: string;
  readonly manifest: Manifest;
}

const IMPORT = /(?:\bfrom|\bimport|\bimport\(|\brequire\()\s*['"]([^'".][^'"]*)['"]/g;
const PINNED = /^(?:~?\d+\.\d+\.\d+|\*|npm:[\w@/-]+@\d+\.\d+\.\d+)$/;

/** Declared is used, used is declared; one version everywhere; pinned. */
export function checkDependencies(files: readonly TrackedFile[]): readonly Finding[] {
  const projects = files
    .filter((file) => path.posix.basename(file.path) === 'package.json')
    .map((file) => ({
      path: file.path,
      folder: path.posix.dirname(file.path),
      manifest: JSON.parse(file.text) as Manifest,
    }));
  const root = projects.find(({ folder }) => folder === '.');
  const members = projects.filter(({ folder }) => folder !== '.');
  return [
    ...members.flatMap((project) => checkUse(project, files, namesOf(root))),
    ...checkVersions(projects),
  ];
}

function checkUse(
  project: Project,
  files: readonly TrackedFile[],
  ofTheWorkspace: ReadonlySet<string>,
): readonly Finding[] {
  const own = files.filter(
    (file) => isSource(file.path) && file.path.startsWith(`${project.folder}/`),
  );
  const used = new Set(own.flatMap(({ text }) => importsOf(text)));
  // Tests may lean on what the workspace's tools and test packages bring.
  const shipped = new Set(
    own.filter(({ path: file }) => !isTest(file)).flatMap(({ text }) => importsOf(text)),
  );
  const declared = namesOf(project);
  const undeclared = [...shipped].filter(
    (name) =>
      !declared.has(name) &&
      !ofTheWorkspace.has(name) &&
      !ofTheWorkspace.has(`@types/${name}`) &&
      name !== project.manifest.name,
  );
  // The types of a package are used where it is.
  const unused = [...declared].filter((name) => !used.has(name.replace(/^@types\//, '')));
  return [
    ...undeclared.map((name) => ({
      path: project.path,
      found: `${name} is used, not declared`,
      instead: 'add it to dependencies',
    })),
    ...unused.map((name) => ({
      path: project.path,
      found: `${name} is declared, not used`,
      instead: 'take it out of dependencies',
    })),
  ];
}

function checkVersions(projects: readonly Project[]): readonly Finding[] {
  const first = new Map<string, string>();
  return projects.flatMap(({ path: file, manifest }) =>
    Object.entries({ ...manifest.dependencies, ...manifest.devDependencies }).flatMap(
      ([name, version]) => {
        const known = first.get(name) ?? version;
        first.set(name, known);
        const found = `${name} ${version}`;
        if (!PINNED.test(version)) return [{ path: file, found, instead: 'pin one version' }];
        if (known !== version) return [{ path: file, found, instead: `${known}, as elsewhere` }];
        return [];
      },
    ),
  );
}

function namesOf(project: Project | undefined): ReadonlySet<string> {
  const { dependencies = {}, devDependencies = {} } = project?.manifest ?? {};
  return new Set([...Object.keys(dependencies), ...Object.keys(devDependencies)]);
}

/** Package names of a file's imports: `@aws-sdk/client-ec2/x` is `@aws-sdk/client-ec2`. */
function importsOf(text: string): readonly string[] {
  return [...text.matchAll(IMPORT)]
    .map(([, specifier = '']) => specifier)
    .filter((specifier) => !specifier.startsWith('node:') && /^@?[a-z]/.test(specifier))
    .map((specifier) =>
      specifier
        .split('/')
        .slice(0, specifier.startsWith('@') ? 2 : 1)
        .join('/'),
    );
}

function isTest(file: string): boolean {
  return /\.test\.ts$/.test(file) || /\/(?:test|spec)\//.test(file) || /\.cjs$/.test(file);
}
