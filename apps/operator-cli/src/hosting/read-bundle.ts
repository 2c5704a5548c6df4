import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { zipSync } from 'fflate';

/** The sample application, as it is packaged with k8s-deployer. */
const SAMPLE = fileURLToPath(new URL('../../../k8s-deployer/bundles/konecta-erp', import.meta.url));

/** The archive of manifests that a real deployer finds in the recovery region's bucket. */
export async function readSampleBundle(): Promise<Uint8Array> {
  const names = (await readdir(SAMPLE)).sort();
  const files = names.map(
    async (name) => [name, new Uint8Array(await readFile(path.join(SAMPLE, name)))] as const,
  );
  return zipSync(Object.fromEntries(await Promise.all(files)));
}
