import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { TerminalError } from '@understudy/errors';
import * as z from 'zod';

/** What starts it; the bundled file stands alone, and has none. */
const SCRIPT = fileURLToPath(
  new URL('../../../../scripts/kubernetes-control-plane.d/main.ts', import.meta.url),
);

/** Its own limit is 180 s: on a machine that does nothing else it takes three. */
const START_MS_MAX = 200_000;
const STOP_MS_MAX = 30_000;
const LOOK_MS_MAX = 20_000;

/** How to get one, for whoever has none. */
export const CONTROL_PLANE_HINT = 'scripts/kubernetes-control-plane get';

/** A real Kubernetes API on loopback, with its controllers, and kwok in the kubelet's place. */
export interface ControlPlane {
  readonly endpoint: string;
  /** PEM in base64, as EKS gives it. */
  readonly certificateAuthority: string;
  /** May do all. */
  readonly adminToken: string;
  /** Ends all of its processes, and removes its data. */
  stop(): Promise<void>;
}

const Started = z.object({
  url: z.string(),
  certificateAuthority: z.string(),
  adminToken: z.string(),
});

/** Whether its programs are on this machine already; they are never built here: that takes minutes. */
export async function hasControlPlane(): Promise<boolean> {
  if (!existsSync(SCRIPT)) return false;
  const { code } = await order(['get', '--no-build', '--json'], LOOK_MS_MAX);
  return code === 0;
}

/**
 * Starts one of its own: own ports, own directory. It ends with `stop`, and by itself when this
 * process has ended, however that was.
 */
export async function startControlPlane(
  tokenWebhook: string,
  signal: AbortSignal,
): Promise<ControlPlane> {
  const home = await mkdtemp(path.join(tmpdir(), 'understudy-kubernetes-'));
  const directory = path.join(home, 'control-plane');
  const where = ['--dir', directory, '--parent', String(process.pid)];
  const stop = async (): Promise<void> => {
    await order(['down', ...where], STOP_MS_MAX);
    await rm(home, { recursive: true, force: true });
  };
  const how = ['--no-build', '--json', '--token-webhook', tokenWebhook];
  const { code, said, complaint } = await order(['up', ...how, ...where], START_MS_MAX, signal);
  if (code !== 0) {
    await stop();
    signal.throwIfAborted();
    throw new TerminalError(
      'ControlPlaneFailed',
      `Expected a Kubernetes API to start, found: ${complaint.trim()}. Next: scripts/kubernetes-control-plane up`,
    );
  }
  const { url, adminToken, ...files } = Started.parse(JSON.parse(said));
  const authority = await readFile(files.certificateAuthority);
  return {
    endpoint: url,
    certificateAuthority: authority.toString('base64'),
    adminToken,
    stop,
  };
}

interface Ordered {
  readonly code: number;
  readonly said: string;
  readonly complaint: string;
}

function order(words: readonly string[], timeout: number, signal?: AbortSignal): Promise<Ordered> {
  const options = { timeout, ...(signal ? { signal } : {}) };
  return new Promise((resolve) => {
    execFile(process.execPath, [SCRIPT, ...words], options, (error, said, complaint) => {
      const code = error ? (typeof error.code === 'number' ? error.code : 1) : 0;
      resolve({ code, said, complaint: complaint || (error?.message ?? '') });
    });
  });
}
