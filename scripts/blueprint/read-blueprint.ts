import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import type { BlueprintFiles } from './blueprint.ts';

/** Where local modules are, as seen from a blueprint. */
const MODULE_SOURCE = /(\bsource\s*=\s*")\.\.\/\.\.\/modules\/([\w-]+)"/g;
/** Where a module of terraform/modules names another one. */
const SIBLING_SOURCE = /\bsource\s*=\s*"\.\.\/([\w-]+)"/g;

/** Terraform's own files, and its tests: of use where a blueprint is written, not where it is applied. */
const PACKED = /(?:\.tf|\.tf\.json|\.tfvars|\.sh|\.tftpl)$|^\.terraform\.lock\.hcl$/;

/**
 * A blueprint with the modules that it uses: `../../modules/x` becomes `./modules/x`, so that the
 * archive needs nothing outside of itself. Links are refused: they would lead out of it.
 */
export function readBlueprint(directory: string): BlueprintFiles {
  const files = new Map<string, string>();
  const wanted: string[] = [];
  for (const [name, text] of readFolder(directory)) {
    const local = text.replaceAll(MODULE_SOURCE, (_, before: string, module: string) => {
      wanted.push(module);
      return `${before}./modules/${module}"`;
    });
    files.set(name, local);
  }
  const added = new Set<string>();
  for (let module = wanted.pop(); module !== undefined; module = wanted.pop()) {
    if (added.has(module)) continue;
    added.add(module);
    for (const [name, text] of readFolder(path.join(directory, '../../modules', module))) {
      files.set(`modules/${module}/${name}`, text);
      wanted.push(...[...text.matchAll(SIBLING_SOURCE)].map(([, other = '']) => other));
    }
  }
  return files;
}

function readFolder(directory: string): readonly (readonly [string, string])[] {
  return readdirSync(directory)
    .filter((name) => PACKED.test(name))
    .toSorted()
    .map((name) => {
      const file = path.join(directory, name);
      if (!lstatSync(file).isFile()) throw new TypeError(`${file}: expected a file, found a link`);
      return [name, readFileSync(file, 'utf8')] as const;
    });
}
