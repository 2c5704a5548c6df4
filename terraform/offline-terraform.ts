import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { quietEnvironment } from './terraform-settings.ts';

const WORKSPACE = path.resolve(__dirname, '..');
const TOOL = path.join(WORKSPACE, 'tools/terraform-aws-offline/terraform-aws-offline');
/** The first use of the stand-in builds it. */
const COMMAND_MILLISECONDS_MAX = 300_000;

export interface Said {
  readonly status: number | null;
  /** Both streams, in one line: Terraform breaks its sentences anywhere. */
  readonly words: string;
  readonly stdout: string;
}

/** Runs Terraform in a folder, with a stand-in for the AWS provider: its whole schema, no network. */
export function terraform(directory: string, ...parameters: readonly string[]): Said {
  const { status, stdout, stderr } = spawnSync(TOOL, parameters, {
    cwd: directory,
    env: quietEnvironment(),
    encoding: 'utf8',
    timeout: COMMAND_MILLISECONDS_MAX,
    maxBuffer: 64 * 1024 * 1024,
  });
  const words = `${stdout}${stderr}`.replaceAll(/[\s│╷╵]+/g, ' ');
  return { status, words, stdout };
}

export interface Workplace {
  /** The copy of a folder of `terraform/`. */
  folder(name: string): string;
  remove(): void;
}

/** A copy of `terraform/`, so that nothing is left behind in the repository. */
export function createWorkplace(): Workplace {
  const root = mkdtempSync(path.join(tmpdir(), 'understudy-terraform-'));
  cpSync(path.join(WORKSPACE, 'terraform'), root, { recursive: true });
  return {
    folder: (name) => path.join(root, name),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** A state in a file instead of in a bucket. */
export function useLocalState(directory: string): void {
  writeFileSync(
    path.join(directory, 'backend_override.tf'),
    'terraform {\n  backend "local" {}\n}\n',
  );
}

export interface PlannedChange {
  readonly address: string;
  readonly type: string;
  readonly change: { readonly actions: readonly string[]; readonly after?: unknown };
}

/** What a saved plan would change. */
export function changesOf(directory: string, plan: string): readonly PlannedChange[] {
  const shown = terraform(directory, 'show', '-json', plan);
  const { resource_changes: changes = [] } = JSON.parse(shown.stdout) as {
    resource_changes?: readonly PlannedChange[];
  };
  return changes.filter(({ change }) => change.actions.join() !== 'no-op');
}
