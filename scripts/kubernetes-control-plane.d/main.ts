// scripts/kubernetes-control-plane: the commands.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { systemClock } from '@understudy/clock';
import { TerminalError } from '@understudy/errors';
import { findPrograms, getPrograms, isAlive, ProgramsMissing, type Programs } from './binaries.ts';
import { readControlPlaneSettings } from './control-plane-settings.ts';
import {
  interruptionFile,
  startingFile,
  stateFile,
  supervise,
  type Orders,
  type State,
} from './supervise.ts';

const HELP = `usage: scripts/kubernetes-control-plane COMMAND [options]

A real Kubernetes API on loopback, for tests, the demo and the simulator: etcd, kube-apiserver,
kube-controller-manager, kube-scheduler 1.34.4, and kwok 0.7.0 in the kubelet's place.

  get         gets the programs: from KUBEBUILDER_ASSETS, from the cache, or builds them with Go
              (once, minutes; cached under \${UNDERSTUDY_CACHE:-~/.cache/understudy})
  up          starts it; answers when the API is ready. Running already: says so
  status      where it is; exit code 3 when it does not run
  interrupt   takes the API server away for --seconds, and brings it back
  down        stops it, and removes its data

  --dir D            its directory (default: one in the temporary directory)
  --parent PID       it stops by itself when this process has ended (default: who called)
  --token-webhook U  asks this address who a token belongs to (TokenReview v1)
  --nodes N          nodes that kwok plays (default 3)
  --no-build         takes what is there, and never builds: for those who must not wait for minutes
  --existing         uses the cluster of KUBECONFIG: tests will change it, so it must be asked for
  --seconds S        for interrupt (default 3)
  --json             the answer as JSON

Exit code 0: done; 1: failed; 2: usage; 3: not to be had here, or not running.
`;

const START_SECONDS_MAX = 180;

class NotRunning extends Error {}

const failed = (words: string) => new TerminalError('ControlPlaneFailed', words);

const tell = (words: string) => void process.stderr.write(`${words}\n`);

function parse() {
  return parseArgs({
    allowPositionals: true,
    options: {
      dir: { type: 'string' },
      parent: { type: 'string' },
      'token-webhook': { type: 'string' },
      nodes: { type: 'string', default: '3' },
      seconds: { type: 'string', default: '3' },
      existing: { type: 'boolean', default: false },
      'no-build': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
}

type Options = ReturnType<typeof parse>['values'];

function numberOf(options: Options, name: 'parent' | 'nodes' | 'seconds', otherwise = 0): number {
  const value = Number(options[name] ?? otherwise);
  if (Number.isInteger(value) && value >= 0) return value;
  throw new RangeError(`--${name}: expected a whole number, found ${String(options[name])}`);
}

function directoryOf({ dir }: Options): string {
  return path.resolve(dir ?? path.join(tmpdir(), `understudy-kubernetes-${process.getuid?.()}`));
}

function readState(directory: string): State | undefined {
  const file = stateFile(directory);
  if (!existsSync(file)) return undefined;
  const state = JSON.parse(readFileSync(file, 'utf8')) as State;
  return isAlive(state.pid) ? state : undefined;
}

/** Whose `up` was stopped before it had answered. */
function readStarting(directory: string): number | undefined {
  const file = startingFile(directory);
  const pid = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
  return isAlive(pid) ? pid : undefined;
}

async function programsFor(options: Options): Promise<Programs> {
  return options['no-build'] ? findPrograms() : getPrograms(tell);
}

async function up(options: Options): Promise<object> {
  if (options.existing) return existing();
  const directory = directoryOf(options);
  const running = readState(directory);
  if (running) return running;
  const orders: Orders = {
    directory,
    parent: numberOf(options, 'parent', process.ppid),
    nodes: numberOf(options, 'nodes'),
    programs: await programsFor(options),
    ...(options['token-webhook'] ? { tokenWebhook: options['token-webhook'] } : {}),
  };
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const log = openSync(path.join(directory, 'supervisor.log'), 'a', 0o600);
  const supervisor = spawn(process.execPath, [import.meta.filename, 'supervise'], {
    detached: true,
    stdio: ['ignore', log, log],
    env: {
      ...readControlPlaneSettings().environment,
      UNDERSTUDY_CONTROL_PLANE_ORDERS: JSON.stringify(orders),
    },
  });
  supervisor.unref();
  writeFileSync(startingFile(directory), String(supervisor.pid), { mode: 0o600 });
  for (let waited = 0; waited < START_SECONDS_MAX * 10; waited += 1) {
    const state = readState(directory);
    if (state && state.pid === supervisor.pid) return state;
    if (supervisor.exitCode !== null) break;
    await systemClock.sleep(100);
  }
  throw failed(`The control plane did not start; ${directory} has its logs.`);
}

/** Somebody's own test cluster. Never by accident: KUBECONFIG alone may name a cluster in use. */
function existing(): object {
  const { kubeconfig } = readControlPlaneSettings();
  if (kubeconfig && existsSync(kubeconfig)) return { existing: true, kubeconfig };
  throw new NotRunning('--existing: expected KUBECONFIG to name a file, found none.');
}

function status(options: Options): State {
  const state = readState(directoryOf(options));
  if (state) return state;
  throw new NotRunning(`No control plane runs in ${directoryOf(options)}. Start it with: up`);
}

async function interrupt(options: Options): Promise<State> {
  const before = status(options);
  const file = interruptionFile(before.directory);
  writeFileSync(`${file}.new`, JSON.stringify({ seconds: numberOf(options, 'seconds') }));
  renameSync(`${file}.new`, file);
  for (let waited = 0; waited < START_SECONDS_MAX * 10; waited += 1) {
    const state = readState(before.directory);
    if (!state) throw new NotRunning('The control plane ended while its API server was away.');
    if (state.interruptions > before.interruptions) return state;
    await systemClock.sleep(100);
  }
  throw failed('The API server did not come back.');
}

async function down(options: Options): Promise<object> {
  const directory = directoryOf(options);
  const pid = readState(directory)?.pid ?? readStarting(directory);
  if (pid === undefined) return { stopped: false };
  process.kill(pid, 'SIGTERM');
  for (let waited = 0; waited < 150 && isAlive(pid); waited += 1) await systemClock.sleep(100);
  if (isAlive(pid)) throw failed(`Process ${pid} does not stop.`);
  return { stopped: true };
}

const COMMANDS = {
  get: programsFor,
  up,
  status,
  interrupt,
  down,
} as const;

async function main(): Promise<number> {
  const { values, positionals } = parse();
  const [name = ''] = positionals;
  if (values.help || name === '') {
    process.stdout.write(HELP);
    return values.help ? 0 : 2;
  }
  if (name === 'supervise') {
    await supervise(JSON.parse(readControlPlaneSettings().orders ?? '{}') as Orders);
    return Number(process.exitCode ?? 0);
  }
  if (!(name in COMMANDS)) throw new RangeError(`expected a command, found ${name}`);
  const answer: object = await COMMANDS[name as keyof typeof COMMANDS](values);
  const lines = Object.entries(answer).map(([key, value]) => `${key}: ${String(value)}`);
  process.stdout.write(values.json ? `${JSON.stringify(answer)}\n` : `${lines.join('\n')}\n`);
  return 0;
}

main().then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    tell(error instanceof Error ? error.message : String(error));
    const usage = error instanceof RangeError || error instanceof TypeError;
    const missing = error instanceof ProgramsMissing || error instanceof NotRunning;
    process.exitCode = usage ? 2 : missing ? 3 : 1;
  },
);
