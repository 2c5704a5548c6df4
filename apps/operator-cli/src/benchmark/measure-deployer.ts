import { execFile } from 'node:child_process';
import path from 'node:path';

import { TerminalError } from '@understudy/errors';
import * as z from 'zod';

import { hasControlPlane } from '../hosting/control-plane.ts';
import type { Figure } from './figure.ts';

/** Control planes start, twice for each cold round; a busy machine takes its time. */
const TIMEOUT_MS = 900_000;

const Median = z.object({
  deployer: z.number(),
  deployerWithJob: z.number(),
  deployerRequests: z.number(),
  kubectl: z.number(),
  kubectlLessItsStart: z.number(),
});

/** What apps/k8s-deployer/benchmark prints; its exit code 1 says the same as its figures. */
const Report = z.object({ median: z.object({ cold: Median, warm: Median }) });
export type DeployerReport = z.infer<typeof Report>;

/**
 * k8s-deployer beside `kubectl apply` and `kubectl rollout status`, on a real Kubernetes API. Undefined
 * where its programs or kubectl are not on this machine: they are not built for a benchmark.
 */
export async function measureDeployer(
  root: string,
  rounds: number,
): Promise<DeployerReport | undefined> {
  if (rounds === 0 || !(await hasControlPlane())) return undefined;
  const script = path.join(root, 'apps/k8s-deployer/benchmark/main.ts');
  const words = [script, '--rounds', String(rounds), '--cold', String(Math.ceil(rounds / 2))];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, words, { timeout: TIMEOUT_MS }, (error, said, complaint) => {
      const code = error ? error.code : 0;
      if (code === 3) return resolve(undefined);
      if (code === 0 || code === 1) return resolve(Report.parse(JSON.parse(said)));
      reject(
        new TerminalError('BenchmarkFailed', `${script} ended with ${String(code)}: ${complaint}`),
      );
    });
  });
}

export function deployerFigures(report: DeployerReport | undefined): readonly Figure[] {
  if (!report) return [];
  return (['cold', 'warm'] as const).map((heat) => {
    const median = report.median[heat];
    const ratio = median.deployer / median.kubectlLessItsStart;
    return {
      what: `deployer, ${heat}: first request to rollouts complete, beside kubectl, ratio, p50`,
      value: `${inSeconds(median.deployer)}, ${inSeconds(median.kubectlLessItsStart)}, ${ratio.toFixed(2)}`,
      target: '≤ 1',
      met: ratio <= 1,
      note: `same bundle, same real Kubernetes API${heat === 'cold' ? ' that has served nobody yet' : ''}; kubectl without its own start (with it ${inSeconds(median.kubectl)}); ${median.deployerRequests} requests; with the job, which kubectl does not wait for, ${inSeconds(median.deployerWithJob)}`,
    };
  });
}

/** Finer than the table's other times: it is about parts of a second. */
function inSeconds(milliseconds: number): string {
  return `${(milliseconds / 1_000).toFixed(2)} s`;
}
