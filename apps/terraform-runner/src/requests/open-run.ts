import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { TerraformRequest } from '@understudy/recovery-messages';
import { TerminalError } from '@understudy/errors';
import {
  clearWorkplace,
  fetchBlueprint,
  workplaceIn,
  type Blueprint,
  type Workplace,
} from '../archive/blueprint.ts';
import { diskError } from '../archive/archive-errors.ts';
import type { Outside } from '../outside.ts';
import { judgeBackendText } from '../policy/judge-backend.ts';
import { childDeadline } from '../process/child-deadline.ts';
import { terraformEnvironment } from '../process/child-environment.ts';
import type { Mask } from '../process/mask.ts';
import { createProgress, type Progress } from '../progress/create-progress.ts';
import type { Terraform } from '../verbs/terraform.ts';
import { backendWrong } from './refusals.ts';

/** What an invocation adds to the request. */
export interface Invocation {
  /** Names this one call of the runner: its children, its lock's record. */
  readonly id: string;
  /** When the answer must have been given, epoch milliseconds. */
  readonly answerAtMilliseconds: number;
  /** Stops the run before its time, in the same order as its deadline does. */
  readonly stop?: AbortSignal;
  readonly mask: Mask;
}

/** One request under way, its blueprint in place and Terraform ready. */
export interface Run {
  readonly request: TerraformRequest;
  readonly outside: Outside;
  readonly invocation: Invocation;
  readonly place: Workplace;
  readonly blueprint: Blueprint;
  readonly terraform: Terraform;
  readonly progress: Progress;
  readonly planFile: string;
  readonly variablesFile: string;
  /** Ends everything but the children, which have their own order. */
  readonly signal: AbortSignal;
}

/** Makes the workplace anew, brings the blueprint, and refuses what can be refused without Terraform. */
export async function openRun(
  request: TerraformRequest,
  outside: Outside,
  invocation: Invocation,
  signal: AbortSignal,
): Promise<Run> {
  requireHome(request, outside.settings.region);
  const place = workplaceIn(outside.settings.workDirectory, request.region);
  await clearWorkplace(place);
  const blueprint = await fetchBlueprint(outside.objects, request, place, signal);
  const judgement = judgeBackendText(blueprint.backend, request.state);
  if (!judgement.fits) throw backendWrong(judgement);
  const { settings, clock, log, store, onProgress } = outside;
  const { incident, step } = request.run;
  const files = await writeOwnFiles(request, outside, place).catch((thrown: unknown) => {
    throw diskError(thrown, 'Preparing the run');
  });
  return {
    request,
    outside,
    invocation,
    place,
    blueprint,
    signal,
    ...files,
    progress: createProgress({
      incident,
      step,
      timeline: store,
      clock,
      log,
      mask: invocation.mask,
      ...(onProgress === undefined ? {} : { onProgress }),
    }),
    terraform: {
      binary: settings.terraformBinary,
      directory: place.blueprintDirectory,
      environment: terraformEnvironment({
        region: request.region,
        passedOn: settings.passedOn,
        dataDirectory: dataDirectoryOf(place),
        homeDirectory: place.ownDirectory,
        configFile: files.configFile,
        marker: invocation.id,
      }),
      deadline: childDeadline(invocation.answerAtMilliseconds, outside.endingTimes),
      mask: invocation.mask,
      clock,
      ...(invocation.stop === undefined ? {} : { stop: invocation.stop }),
    },
  };
}

/** Of what is left until the answer, the part that one closing verb may take. */
const CLOSING_SHARE = 0.5;

/**
 * Terraform for what is done after the run was stopped: it is not stopped again, and has its share
 * of the time that was kept for the answer.
 */
export function closingTerraform({ terraform, invocation, outside }: Run): Terraform {
  const now = outside.clock.now();
  const left = Math.max(0, invocation.answerAtMilliseconds - now);
  const endAt = now + left * CLOSING_SHARE;
  const { stop: _stop, ...rest } = terraform;
  return { ...rest, deadline: { interruptAtMilliseconds: endAt, killAtMilliseconds: endAt } };
}

/** Where `init` writes what it found of backend and providers. */
export function dataDirectoryOf(place: Workplace): string {
  return path.join(place.ownDirectory, 'data');
}

/** One direction, one home: a runner builds its own region, and keeps the state there. */
function requireHome(request: TerraformRequest, region: string): void {
  for (const [what, found] of [
    ['the region to build', request.region],
    ["the state's region", request.state.region],
  ] as const) {
    if (found === region) continue;
    throw new TerminalError(
      'WrongRegion',
      `Expected ${what} to be ${region}, where this runner is, found ${found}. ` +
        `Ask the runner in ${found}.`,
      { fields: { expected: region, found } },
    );
  }
}

async function writeOwnFiles(
  request: TerraformRequest,
  { settings }: Outside,
  place: Workplace,
): Promise<{
  readonly planFile: string;
  readonly variablesFile: string;
  readonly configFile: string;
}> {
  const inOwn = (name: string): string => path.join(place.ownDirectory, name);
  await mkdir(place.ownDirectory, { mode: 0o700 });
  await mkdir(inOwn('no-providers'), { mode: 0o700 });
  const variablesFile = inOwn('variables.tfvars.json');
  // As data in a file: no shell and no template ever reads the values.
  await writeFile(variablesFile, JSON.stringify(request.variables), { flag: 'wx', mode: 0o600 });
  const configFile = inOwn('terraform.rc');
  const mirror = settings.mirrorDirectory ?? inOwn('no-providers');
  await writeFile(configFile, cliConfiguration(mirror), { flag: 'wx', mode: 0o600 });
  return { planFile: inOwn('run.tfplan'), variablesFile, configFile };
}

/** Providers come from the image and nowhere else: there is no `direct` installation. */
function cliConfiguration(mirror: string): string {
  return [
    'disable_checkpoint = true',
    'provider_installation {',
    '  filesystem_mirror {',
    `    path = ${JSON.stringify(mirror)}`,
    '  }',
    '}',
    '',
  ].join('\n');
}
