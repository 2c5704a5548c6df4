import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import type { Template } from './template-model.ts';

/** What `sls package` writes: the template and, by file name, the zips that it names. */
export interface StackPackage {
  readonly template: Template;
  readonly code: ReadonlyMap<string, Uint8Array>;
}

const TEMPLATE_FILE = 'cloudformation-template-update-stack.json';

export function readStackPackage(directory: string): StackPackage {
  const template = JSON.parse(
    readFileSync(path.join(directory, TEMPLATE_FILE), 'utf8'),
  ) as Template;
  const zips = readdirSync(directory).filter((name) => name.endsWith('.zip'));
  const code = new Map(
    zips.map((name) => [name, readFileSync(path.join(directory, name))] as const),
  );
  return { template, code };
}
