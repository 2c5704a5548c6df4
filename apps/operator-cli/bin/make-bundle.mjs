#!/usr/bin/env node
// One file that needs no registry at 3 a.m.: the command with all it imports, and the packaged
// functions for its simulator. Starts on plain Node 24, anywhere.
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

const app = fileURLToPath(new URL('..', import.meta.url));
const workspace = path.resolve(app, '../..');
const packaged = path.join(workspace, 'dist/packages/prod-us-east-1');
const outfile = path.resolve(process.argv[2] ?? path.join(app, 'dist/understudy.mjs'));

/** The simulator of the bundled file holds jupiter: the zips of the one app that it deploys. */
function zipsOf({ Resources }) {
  const functions = Object.values(Resources).filter(
    ({ Type, Properties }) =>
      Type === 'AWS::Lambda::Function' &&
      Properties.Handler?.startsWith('apps/sns-instance-failover/'),
  );
  return new Set(functions.map(({ Properties }) => path.basename(Properties.Code.S3Key)));
}

/** Replaces src/simulator/embedded-package.ts by the zips themselves. */
const embedPackage = {
  name: 'embed-package',
  setup({ onLoad }) {
    onLoad({ filter: /embedded-package\.ts$/ }, () => {
      const template = readFileSync(
        path.join(packaged, 'cloudformation-template-update-stack.json'),
        'utf8',
      );
      const zips = readdirSync(packaged).filter((name) => zipsOf(JSON.parse(template)).has(name));
      const code = zips.map((name) => [
        name,
        readFileSync(path.join(packaged, name)).toString('base64'),
      ]);
      return {
        loader: 'js',
        contents: `const code = ${JSON.stringify(code)}.map(([name, text]) => [name, Buffer.from(text, 'base64')]);
export const embeddedPackage = { template: ${template}, code: new Map(code) };`,
      };
    });
  },
};

/** Loaded when a local run opens its journal: before, it would only print a warning each time. */
const lazySqlite = {
  name: 'lazy-sqlite',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:sqlite$/ }, () => ({ path: 'sqlite', namespace: 'lazy' }));
    onLoad({ filter: /.*/, namespace: 'lazy' }, () => ({
      loader: 'js',
      contents: `export function DatabaseSync(path) {
  return new (process.getBuiltinModule('node:sqlite').DatabaseSync)(path);
}`,
    }));
  },
};

mkdirSync(path.dirname(outfile), { recursive: true });
await build({
  entryPoints: [path.join(app, 'src/main.ts')],
  outfile,
  bundle: true,
  minify: true,
  // Names of functions show in errors; they cost little.
  keepNames: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  mainFields: ['module', 'main'],
  legalComments: 'none',
  logLevel: 'warning',
  plugins: [embedPackage, lazySqlite],
  banner: {
    js: [
      '#!/usr/bin/env -S node --disable-warning=ExperimentalWarning',
      "import { createRequire as createRequireOfBundle } from 'node:module';",
      'const require = createRequireOfBundle(import.meta.url);',
    ].join('\n'),
  },
});
console.log(`${outfile}: ${(statSync(outfile).size / 1_048_576).toFixed(1)} MB`);
