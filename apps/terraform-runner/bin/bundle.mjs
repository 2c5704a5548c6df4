// Bundles what the image runs into dist/image: the Lambda handler, the Fargate task, and the part of
// the blueprint that says which providers are needed.
import { copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

const app = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const blueprint = path.join(app, '../../terraform/blueprints/dr-region');
const out = path.join(app, 'dist/image');

rmSync(out, { recursive: true, force: true });
await build({
  entryPoints: {
    handler: path.join(app, 'src/handler.ts'),
    fargate: path.join(app, 'src/fargate/main.ts'),
  },
  outdir: out,
  bundle: true,
  minify: true,
  target: 'node24',
  platform: 'node',
  format: 'cjs',
  mainFields: ['module', 'main'],
  legalComments: 'none',
});
mkdirSync(path.join(out, 'providers'));
for (const name of ['main.tf', '.terraform.lock.hcl']) {
  const file = path.join(blueprint, name);
  if (existsSync(file)) copyFileSync(file, path.join(out, 'providers', name));
}
