// The deployer beside kubectl: the same bundle, on the same real Kubernetes API, in one run.
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

import { runColdRound, runRound, type Round, type Who } from './run-round.ts';

const HELP = `usage: node apps/k8s-deployer/benchmark/main.ts [--rounds N] [--cold N]

Measures, in turns on a real Kubernetes API (scripts/kubernetes-control-plane), the time from the
first request until the workloads of the same bundle are complete:
  deployer   apply, then status every 100 ms, in this process, with connections of its own
  kubectl    kubectl apply, then kubectl rollout status for each workload
Each round has name spaces of its own, and the two take turns in being first. A cold round gives
each of them a control plane that has served nobody yet. kubectl's own start, four times a round, is
measured too and taken off in kubectlLessItsStart. The deployer also waits for the bundle's job,
which kubectl rollout does not: deployerWithJob. Prints JSON.

Exit code 0: the deployer is not slower at the median, warm and cold; 1: it is; 2: usage; 3: no
kubectl or no API.
`;

/** Enough for a median that a busy machine does not decide. */
const ROUNDS = '7';
const COLD_ROUNDS = '3';
const ROUNDS_MAX = 100;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: ROUNDS },
      cold: { type: 'string', default: COLD_ROUNDS },
      help: { type: 'boolean', default: false },
    },
  });
  const [rounds, cold] = [Number(values.rounds), Number(values.cold)];
  const isGood = (count: number) => Number.isInteger(count) && count >= 1 && count <= ROUNDS_MAX;
  if (values.help || !isGood(rounds) || !isGood(cold)) {
    process.stdout.write(HELP);
    return values.help ? 0 : 2;
  }
  if (spawnSync('kubectl', ['version', '--client']).status !== 0) {
    process.stderr.write('Expected kubectl on the path, found none.\n');
    return 3;
  }
  // First of all: this process's own code is cold then too.
  const coldRounds = await measure(cold, runColdRound);
  // A control plane that has just started is slow to both; nobody's measure is its warming up.
  if (!coldRounds || !(await runRound('kubectl'))) return 3;
  const warmRounds = await measure(rounds, runRound);
  if (!warmRounds) return 3;
  const median = { cold: medianOf(coldRounds), warm: medianOf(warmRounds) };
  const report = { rounds, cold, unit: 'ms', median, coldRounds, warmRounds };
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  const isSlower = Object.values(median).some((one) => one.deployer > one.kubectlLessItsStart);
  return isSlower ? 1 : 0;
}

async function measure(
  rounds: number,
  run: (first: Who) => Promise<Round | undefined>,
): Promise<readonly Round[] | undefined> {
  const measured: Round[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const one = await run(round % 2 === 0 ? 'deployer' : 'kubectl');
    if (!one) return undefined;
    measured.push(one);
  }
  return measured;
}

function medianOf(rounds: readonly Round[]) {
  const of = (value: (round: Round) => number): number => {
    const sorted = rounds.map(value).sort((one, other) => one - other);
    return Math.round(sorted[Math.floor(sorted.length / 2)] ?? 0);
  };
  return {
    deployer: of((one) => one.deployerMilliseconds),
    deployerWithJob: of((one) => one.deployerWithJobMilliseconds),
    deployerRequests: of((one) => one.deployerRequests),
    kubectl: of((one) => one.kubectlMilliseconds),
    kubectlLessItsStart: of((one) => one.kubectlMilliseconds - one.kubectlStartMilliseconds),
  };
}

process.exitCode = await main();
