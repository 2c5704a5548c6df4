// The deployer beside kubectl: the same bundle, on the same real Kubernetes API, in one run.
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

import { runRound, type Round } from './run-round.ts';

const HELP = `usage: node apps/k8s-deployer/benchmark/main.ts [--rounds N]

Measures, in turns on one real Kubernetes API (scripts/kubernetes-control-plane), the time from the
first request to the end of all rollouts of the same bundle:
  deployer   apply, then status every 100 ms, in this process, with a connection of its own
  kubectl    kubectl apply, then kubectl rollout status for each workload
The deployer waits for the bundle's job too, kubectl does not. Each round has name spaces of its own, and the two take turns in being first. kubectl's own start,
four times a round, is measured too and taken off in kubectlLessItsStart. Prints JSON.

Exit code 0: the deployer is not slower at the median; 1: it is; 2: usage; 3: no kubectl or no API.
`;

/** Enough for a median that a busy machine does not decide. */
const ROUNDS = '7';

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: ROUNDS },
      help: { type: 'boolean', default: false },
    },
  });
  const rounds = Number(values.rounds);
  if (values.help || !Number.isInteger(rounds) || rounds < 1 || rounds > 100) {
    process.stdout.write(HELP);
    return values.help ? 0 : 2;
  }
  if (spawnSync('kubectl', ['version', '--client']).status !== 0) {
    process.stderr.write('Expected kubectl on the path, found none.\n');
    return 3;
  }
  // A control plane that has just started is slow to both; nobody's measure is its warming up.
  if (!(await runRound('kubectl'))) return 3;
  const measured: Round[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const one = await runRound(round % 2 === 0 ? 'deployer' : 'kubectl');
    if (!one) return 3;
    measured.push(one);
  }
  const report = {
    rounds,
    unit: 'ms',
    median: {
      deployer: median(measured.map((one) => one.deployerMilliseconds)),
      kubectl: median(measured.map((one) => one.kubectlMilliseconds)),
      kubectlLessItsStart: median(
        measured.map((one) => one.kubectlMilliseconds - one.kubectlStartMilliseconds),
      ),
      deployerRequests: median(measured.map((one) => one.deployerRequests)),
    },
    measured,
  };
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  return report.median.deployer <= report.median.kubectlLessItsStart ? 0 : 1;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return Math.round(sorted[Math.floor(sorted.length / 2)] ?? 0);
}

process.exitCode = await main();
