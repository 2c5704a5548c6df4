import { argumentOf, REQUIRED_FILES } from './blueprint.ts';
import type { Backend, BlueprintFiles, Problem } from './blueprint.ts';

/** A blueprint is text: some hundred KB unpacked. */
const UNPACKED_BYTES_MAX = 4 * 1024 * 1024;
const FILES_MAX = 500;

/** What must not stand in a file that anybody may read who may read the bucket. */
const SECRETS: readonly (readonly [RegExp, string])[] = [
  [/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/, 'an access key'],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----/, 'a private key'],
  [
    /^\s*(?:\w*_)?(?:password|passwd|secret|secret_key|token|api_key)\s*=\s*"(?!\$\{)[^"]+"/im,
    'a secret in clear',
  ],
];

/** Everything that is wrong, at once; none when the blueprint may be applied in a disaster. */
export function checkBlueprint(files: BlueprintFiles, region: string): readonly Problem[] {
  return [
    ...checkLayout(files),
    ...checkBackend(files, region),
    ...checkVariables(files, region),
    ...checkLockFile(files),
    ...[...files].flatMap(([file, text]) => [
      ...checkSources(file, text, files),
      ...checkSecrets(file, text),
    ]),
  ];
}

/** What `backend.tf` says; undefined when it does not say it all. */
export function backendOf(files: BlueprintFiles): Backend | undefined {
  const text = files.get('backend.tf') ?? '';
  const bucket = argumentOf(text, 'bucket');
  const key = argumentOf(text, 'key');
  const region = argumentOf(text, 'region');
  return bucket && key && region ? { bucket, key, region } : undefined;
}

function checkLayout(files: BlueprintFiles): readonly Problem[] {
  const missing = REQUIRED_FILES.filter((name) => !files.has(name)).map((file) => ({
    file,
    expected: "the document's layout",
    found: 'no such file',
  }));
  const bytes = [...files.values()].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  const sizes: Problem[] = [];
  if (bytes > UNPACKED_BYTES_MAX)
    sizes.push({ file: '.', expected: `at most ${UNPACKED_BYTES_MAX} bytes`, found: `${bytes}` });
  if (files.size > FILES_MAX)
    sizes.push({ file: '.', expected: `at most ${FILES_MAX} files`, found: `${files.size}` });
  return [...missing, ...sizes];
}

function checkBackend(files: BlueprintFiles, region: string): readonly Problem[] {
  const text = files.get('backend.tf');
  if (text === undefined) return [];
  const file = 'backend.tf';
  const type = /\bbackend\s+"([^"]*)"/.exec(text)?.[1] ?? 'none';
  if (type !== 's3') return [{ file, expected: 'a backend "s3"', found: type }];
  const expectations: readonly (readonly [string, string | undefined])[] = [
    ['region', region],
    ['use_lockfile', 'true'],
    ['bucket', undefined],
    ['key', undefined],
  ];
  return expectations.flatMap(([name, value]) => {
    const found = argumentOf(text, name);
    const right = value === undefined ? !!found : found === value;
    return right ? [] : [{ file, expected: `${name} = ${value ?? '"…"'}`, found: found ?? 'none' }];
  });
}

function checkVariables(files: BlueprintFiles, region: string): readonly Problem[] {
  const found = argumentOf(files.get('terraform.tfvars') ?? '', 'region');
  if (found === undefined || found === region) return [];
  return [{ file: 'terraform.tfvars', expected: `region = "${region}"`, found }];
}

/** The runner downloads nothing: what is not Terraform's own comes from its mirror, by checksum. */
function checkLockFile(files: BlueprintFiles): readonly Problem[] {
  const needed = [...files.values()].some((text) => /\brequired_providers\s*\{\s*\w/.test(text));
  if (!needed || files.has('.terraform.lock.hcl')) return [];
  return [
    {
      file: '.terraform.lock.hcl',
      expected:
        'the checksums of the providers: run scripts/package-blueprint --lock once, and commit the file',
      found: 'none',
    },
  ];
}

/** Modules come with the archive: a registry or a repository may be out of reach that night. */
function checkSources(file: string, text: string, files: BlueprintFiles): readonly Problem[] {
  const blocks = [...text.matchAll(/\bmodule\s+"[^"]*"\s*\{[^}]*?\bsource\s*=\s*"([^"]*)"/g)];
  return blocks.flatMap(([, source = '']) => {
    const folder = new URL(source, `file:///${file}`).pathname.slice(1);
    const packed =
      /^\.\.?\//.test(source) && [...files.keys()].some((name) => name.startsWith(`${folder}/`));
    return packed ? [] : [{ file, expected: 'a module of terraform/modules', found: source }];
  });
}

function checkSecrets(file: string, text: string): readonly Problem[] {
  return SECRETS.filter(([pattern]) => pattern.test(text)).map(([, found]) => ({
    file,
    expected: 'no secret: Terraform gets its own role',
    found,
  }));
}
