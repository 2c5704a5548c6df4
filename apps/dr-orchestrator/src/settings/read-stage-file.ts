import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

import type { ConfigurationFile } from '@understudy/config';
import { parseYaml } from '@understudy/config/yaml';

/** Where the stage files stand beside this app, in the repository and in the package. */
const FOLDER = 'apps/dr-orchestrator/config';

/** `config/<stage>.yml`, packaged with the function. Absent: the document's plan. */
export function readStageFile(root: string, stage: string): ConfigurationFile | undefined {
  const name = `${FOLDER}/${stage}.yml`;
  const file = path.join(root, name);
  return existsSync(file) ? parseYaml(name, readFileSync(file, 'utf8')) : undefined;
}
