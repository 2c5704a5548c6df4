import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { BUCKET, HOME } from './s3-fixtures.ts';
import { terraformCommand, terraformEnvironment } from './s3-terraform-settings.ts';

export interface TerraformRun {
  /** Resolves when the output holds this text; rejects when the run ends without it. */
  says(text: string): Promise<void>;
  /** To Terraform alone, or with everything that it started. */
  interrupt(): void;
  kill(): void;
  readonly finished: Promise<{ readonly status: number | null; readonly output: string }>;
}

/** A directory with a configuration whose state is in the bucket. */
export interface TerraformProject {
  /** Starts a verb; without colours, standard output and error together. */
  start(...parameters: string[]): TerraformRun;
  run(...parameters: string[]): TerraformRun['finished'];
  remove(): void;
}

export function hasTerraform(): boolean {
  return spawnSync(terraformCommand(), ['version'], { stdio: 'ignore' }).status === 0;
}

const BACKEND = `
terraform {
  backend "s3" {
    bucket                      = "${BUCKET}"
    key                         = "dr/terraform.tfstate"
    region                      = "${HOME}"
    use_lockfile                = true
    encrypt                     = true
    use_path_style              = true
    skip_credentials_validation = true
    skip_requesting_account_id  = true
    skip_metadata_api_check     = true
  }
}
`;

export function createTerraformProject(endpoint: string, resources: string): TerraformProject {
  const directory = mkdtempSync(join(tmpdir(), 's3-terraform-'));
  writeFileSync(join(directory, 'backend.tf'), BACKEND);
  writeFileSync(join(directory, 'main.tf'), resources);

  function start(...parameters: string[]): TerraformRun {
    const child = spawn(terraformCommand(), [...parameters, '-no-color'], {
      cwd: directory,
      env: terraformEnvironment(endpoint, directory),
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own, so that what a killed run leaves can be killed with it.
      detached: true,
    });
    return watch(child);
  }

  return {
    start,
    run: (...parameters) => start(...parameters).finished,
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

function watch(child: ChildProcess): TerraformRun {
  let output = '';
  const collect = (chunk: Buffer): void => void (output += chunk.toString());
  child.stdout?.on('data', collect);
  child.stderr?.on('data', collect);
  const finished = new Promise<{ status: number | null; output: string }>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status) => resolve({ status, output }));
  });
  return {
    finished,
    interrupt: () => void child.kill('SIGINT'),
    kill: () => void (child.pid === undefined || process.kill(-child.pid, 'SIGKILL')),
    says: (text) =>
      new Promise((resolve, reject) => {
        const look = (): void => void (output.includes(text) && resolve());
        child.stdout?.on('data', look);
        child.once('close', () => reject(new TypeError(`Expected "${text}", found: ${output}`)));
        look();
      }),
  };
}
