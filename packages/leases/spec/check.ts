#!/usr/bin/env node
/** Checks the lease protocol with TLC. Run with --help for the arguments. */
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CHECKS, UNCHECKED_GUARDS } from './checks.ts';
import type { Check } from './instances.ts';
import { MissingToolError, openTlc, type Tlc, type Verdict } from './tlc.ts';

const HELP = `usage: node packages/leases/spec/check.ts [--small | --large] [options]

Checks InstanceFailover.tla with TLC: in every base instance all must hold, and with any one
guard taken away (a mutation) the named property must be violated.

  --small        base instances and all mutations, under a minute (the default)
  --large        the nightly instances, minutes
  --only <text>  only checks whose name contains the text
  --trace        print what TLC says of checks that do not come out as expected, on the error
                 stream (done anyway where TLC could not say)
  --json         one JSON object per check, and one for the total

exit code: 0 all as expected, 1 not, 2 wrong arguments, 3 a tool is missing (Java 17, Maven)
`;

/** TLC runs on one worker, so two at once use the two cores that a small machine has. */
const CHECKS_AT_ONCE = 2;

interface Arguments {
  readonly size: Check['size'];
  readonly json: boolean;
  readonly trace: boolean;
  readonly only: string;
}

interface Result {
  readonly check: Check;
  readonly verdict: Verdict;
  readonly passed: boolean;
}

function parseArguments(given: readonly string[]): Arguments | string {
  let parsed: Arguments = { size: 'small', json: false, trace: false, only: '' };
  for (let at = 0; at < given.length; at += 1) {
    const argument = given[at];
    if (argument === '--small') parsed = { ...parsed, size: 'small' };
    else if (argument === '--large') parsed = { ...parsed, size: 'large' };
    else if (argument === '--json') parsed = { ...parsed, json: true };
    else if (argument === '--trace') parsed = { ...parsed, trace: true };
    else if (argument === '--only') parsed = { ...parsed, only: given[(at += 1)] ?? '' };
    else
      return `expected --small, --large, --json, --only or --trace, found ${argument}\n\n${HELP}`;
  }
  return parsed;
}

function asLine({ check, verdict, passed }: Result): string {
  const states = `${verdict.distinctStates} states`.padStart(15);
  const seconds = `${verdict.seconds.toFixed(1)} s`.padStart(8);
  const found = verdict.violated === 'none' ? 'holds' : `violates ${verdict.violated}`;
  const expected = passed
    ? ''
    : ` (expected ${check.expects === 'none' ? 'to hold' : check.expects})`;
  const mark = passed ? 'pass' : 'FAIL';
  return `${mark}  ${check.name.padEnd(29)}${states}${seconds}  ${found}${expected}: ${check.shows}\n`;
}

function asJson({ check, verdict, passed }: Result): string {
  const { name, shows, expects } = check;
  const { violated, distinctStates, seconds } = verdict;
  return `${JSON.stringify({ name, passed, expects, violated, distinctStates, seconds, shows })}\n`;
}

async function runAll(
  tlc: Tlc,
  checks: readonly Check[],
  report: (result: Result) => void,
): Promise<Result[]> {
  const waiting = [...checks];
  const results: Result[] = [];
  async function work(): Promise<void> {
    for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
      const verdict = await tlc.check(check.model, check.size === 'small');
      const result = { check, verdict, passed: verdict.violated === check.expects };
      results.push(result);
      report(result);
    }
  }
  await Promise.all(Array.from({ length: CHECKS_AT_ONCE }, work));
  return results;
}

async function main(given: readonly string[]): Promise<number> {
  if (given.includes('--help')) {
    process.stdout.write(HELP);
    return 0;
  }
  const wanted = parseArguments(given);
  if (typeof wanted === 'string') {
    process.stderr.write(wanted);
    return 2;
  }
  if (UNCHECKED_GUARDS.length > 0) {
    const guards = UNCHECKED_GUARDS.join(', ');
    process.stderr.write(`expected a mutation for each guard, found none for ${guards}\n`);
    return 1;
  }
  const checks = CHECKS.filter(
    ({ size, name }) => size === wanted.size && name.includes(wanted.only),
  );
  if (checks.length === 0) {
    process.stderr.write(
      `expected the name of a check, found none that contains "${wanted.only}"\n`,
    );
    return 2;
  }
  const tlc = await openTlc(dirname(fileURLToPath(import.meta.url)));
  const results = await runAll(tlc, checks, (result) => {
    process.stdout.write(wanted.json ? asJson(result) : asLine(result));
    const isUnexplained = result.verdict.violated === 'error';
    if (!result.passed && (wanted.trace || isUnexplained)) {
      process.stderr.write(result.verdict.output);
    }
  });
  const passed = results.filter((result) => result.passed).length;
  const failed = results.length - passed;
  process.stdout.write(
    wanted.json
      ? `${JSON.stringify({ passed, failed })}\n`
      : `${passed} passed, ${failed} failed\n`,
  );
  return failed === 0 ? 0 : 1;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof MissingToolError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 3;
}
