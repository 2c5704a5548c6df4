import type { StateLocation } from '@understudy/recovery-messages';
import type * as z from 'zod';

/** What `init` wrote of the backend: its type and its settings, whatever file they came from. */
export interface BackendSettings {
  readonly type: string;
  readonly config: Readonly<Record<string, unknown>>;
}

export type BackendJudgement =
  | { readonly fits: true }
  | { readonly fits: false; readonly expected: string; readonly found: string };

type Expected = z.infer<typeof StateLocation>;

/**
 * Whether the blueprint keeps its state where the plan says, in the recovery region, under a lock
 * of S3. A backend in the region that is lost would take the recovery with it.
 */
export function judgeBackend(
  backend: BackendSettings | undefined,
  expected: Expected,
): BackendJudgement {
  if (backend === undefined) return refused('a backend "s3"', 'no backend');
  const { type, config } = backend;
  if (type !== 's3') return refused('a backend "s3"', `"${type}"`);
  for (const name of ['region', 'bucket', 'key'] as const) {
    if (config[name] !== expected[name]) {
      return refused(`${name} ${expected[name]}`, `${name} ${words(config[name])}`);
    }
  }
  if (config['use_lockfile'] !== true) {
    return refused('use_lockfile = true', `use_lockfile ${words(config['use_lockfile'])}`);
  }
  return { fits: true };
}

/**
 * The same, as far as the text of `backend.tf` says it, before anything is asked of the backend:
 * `init` would wait for a region that does not answer.
 */
export function judgeBackendText(text: string, expected: Expected): BackendJudgement {
  const plain = withoutComments(text);
  const type = /\bbackend\s+"([^"]*)"/.exec(plain)?.[1];
  if (type === undefined) return refused('a backend "s3" in backend.tf', 'none');
  if (type !== 's3') return refused('a backend "s3" in backend.tf', `"${type}"`);
  const region = /^\s*region\s*=\s*"([^"]*)"/m.exec(plain)?.[1];
  if (region !== undefined && region !== expected.region) {
    return refused(`region ${expected.region} in backend.tf`, `region ${region}`);
  }
  return { fits: true };
}

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/(?:#|\/\/).*$/gm, '');
}

function words(value: unknown): string {
  return typeof value === 'string' || typeof value === 'boolean' ? String(value) : 'not set';
}

function refused(expected: string, found: string): BackendJudgement {
  return { fits: false, expected, found };
}
