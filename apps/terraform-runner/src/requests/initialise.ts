import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { TerraformResult } from '@understudy/recovery-messages';
import * as z from 'zod';
import { judgeBackend, type BackendSettings } from '../policy/judge-backend.ts';
import { init } from '../verbs/init.ts';
import { dataDirectoryOf, type Run } from './open-run.ts';
import { backendWrong } from './refusals.ts';
import { refuseUndeclared } from './undeclared-variables.ts';
import { verbFailed } from './verb-failed.ts';

const BackendFile = z.object({
  backend: z.object({ type: z.string(), config: z.record(z.string(), z.unknown()) }),
});

/** Runs `init`, compares what it found with the plan's backend and variables; an answer ends the run. */
export async function initialise(run: Run): Promise<TerraformResult | undefined> {
  run.progress.say({ sentence: 'Terraform prepares: backend and providers.', keep: true });
  const end = await init(run.terraform, { backend: true });
  if (end.exitCode !== 0) return verbFailed(run, 'init', end);
  const judgement = judgeBackend(await readBackend(run), run.request.state);
  if (!judgement.fits) throw backendWrong(judgement);
  return await refuseUndeclared(run);
}

/** What `init` wrote of the backend: the one that counts, whatever file of the blueprint says so. */
async function readBackend(run: Run): Promise<BackendSettings | undefined> {
  const file = path.join(dataDirectoryOf(run.place), 'terraform.tfstate');
  // Without any backend there is no such file.
  const text = await readFile(file, 'utf8').catch(() => '{}');
  return BackendFile.safeParse(JSON.parse(text)).data?.backend;
}
