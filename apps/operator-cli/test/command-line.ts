import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';

const APP = path.resolve(__dirname, '..');
const WORKSPACE_NODE = path.resolve(APP, '../../node_modules/.bin/node');

/** What a program compiles when it starts is kept here for the next: half of a start is that. */
const COMPILED = path.resolve(APP, '../../node_modules/.cache/understudy-operator-cli');

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** The program, when it is not the sources: `[node, dist/understudy.mjs]`. */
  readonly program?: readonly [string, ...string[]];
}

/** What the machine's own environment says must not decide a test. */
export const CLEAN = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'operator',
  AWS_SECRET_ACCESS_KEY: 'none',
  AWS_SESSION_TOKEN: '',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_PAGER: '',
  AWS_MAX_ATTEMPTS: '2',
  UNDERSTUDY_STAGE: 'prod',
  UNDERSTUDY_PERSON: 'tester',
  NODE_COMPILE_CACHE: COMPILED,
};

export function environment(extra: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const { AWS_ENDPOINT_URL: _endpoint, NO_COLOR: _color, ...rest } = process.env;
  return { ...rest, ...CLEAN, ...extra };
}

/** The command by its sources, as bin/understudy.mjs starts it. */
export function commandLine(
  words: readonly string[],
  program: RunOptions['program'] = [
    WORKSPACE_NODE,
    '--disable-warning=ExperimentalWarning',
    path.join(APP, 'src/main.ts'),
  ],
): readonly [string, ...string[]] {
  return [...program, ...words];
}

export function start(words: readonly string[], options: RunOptions = {}): ChildProcess {
  const [program, ...rest] = commandLine(words, options.program);
  return spawn(program, rest, {
    env: environment(options.env),
    cwd: options.cwd ?? APP,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}

export function finish(child: ChildProcess): Promise<Finished> {
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (text: Buffer) => (stdout += text.toString()));
  child.stderr?.on('data', (text: Buffer) => (stderr += text.toString()));
  child.stdin?.end();
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
}

export function run(words: readonly string[], options: RunOptions = {}): Promise<Finished> {
  return finish(start(words, options));
}

/** Resolves once the child has written the text. */
export function untilWritten(child: ChildProcess, text: string | RegExp): Promise<string> {
  let written = '';
  return new Promise((resolve, reject) => {
    const onData = (data: Buffer): void => {
      written += data.toString();
      if (typeof text === 'string' ? written.includes(text) : text.test(written)) resolve(written);
    };
    child.stdout?.on('data', onData);
    child.stderr?.on('data', onData);
    child.once('close', (code) =>
      reject(new Error(`ended with ${String(code)} before it wrote ${String(text)}: ${written}`)),
    );
  });
}
