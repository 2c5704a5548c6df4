// The one process that starts the control plane's programs, stays with them, and stops them all.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { request } from 'node:https';
import path from 'node:path';
import { systemClock } from '@understudy/clock';
import { TerminalError } from '@understudy/errors';
import { isAlive, type Programs } from './binaries.ts';
import { readControlPlaneSettings } from './control-plane-settings.ts';
import {
  apiServer,
  choosePorts,
  etcdServer,
  otherServers,
  writeFiles,
  type Files,
  type Server,
} from './servers.ts';

export interface Orders {
  readonly directory: string;
  readonly parent: number;
  readonly nodes: number;
  readonly tokenWebhook?: string;
  readonly programs: Programs;
}

/** What `up` and `status` say of it. */
export interface State extends Files {
  readonly pid: number;
  readonly parent: number;
  readonly directory: string;
  /** Grows whenever the API server was taken away and came back. */
  readonly interruptions: number;
}

/** On a machine that does nothing else the API answers after three seconds. */
const START_SECONDS_MAX = 120;
const STOP_SECONDS_MAX = 5;
const LOOK_MILLISECONDS = 200;

const failed = (words: string) => new TerminalError('ControlPlaneFailed', words);

export const stateFile = (directory: string) => path.join(directory, 'state.json');
/** Who starts it, before there is a state. */
export const startingFile = (directory: string) => path.join(directory, 'starting.pid');
export const interruptionFile = (directory: string) => path.join(directory, 'interruption.json');

/** Runs until it is told to stop, its parent has ended, or one of its programs has. */
export async function supervise(orders: Orders): Promise<void> {
  const { directory, parent, tokenWebhook } = orders;
  const ports = await choosePorts();
  const files = writeFiles(directory, ports, tokenWebhook);
  const children = new Map<string, ChildProcess>();
  const start = (server: Server) => children.set(server.name, startServer(server, orders));
  const ending = new AbortController();
  const watching = endWith(parent, ending);
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const)
    process.on(signal, () => ending.abort());
  try {
    start(etcdServer(directory, ports));
    const api = apiServer(directory, ports, tokenWebhook !== undefined);
    start(api);
    await waitForApi(files, ending.signal, children);
    if (ending.signal.aborted) return;
    for (const server of otherServers(directory)) start(server);
    for (let node = 0; node < orders.nodes; node += 1) await createNode(files, `node-${node}`);
    let interruptions = 0;
    const tellState = () => {
      const state = { ...files, pid: process.pid, parent, directory, interruptions };
      // Whole or not at all: others read it at any moment.
      const file = stateFile(directory);
      writeFileSync(`${file}.new`, JSON.stringify(state), { mode: 0o600 });
      renameSync(`${file}.new`, file);
    };
    tellState();
    while (!ending.signal.aborted && allRun(children)) {
      const seconds = takeInterruption(directory);
      if (seconds !== undefined) {
        await stopServer(children.get('kube-apiserver'));
        await systemClock.sleep(seconds * 1_000);
        start(api);
        await waitForApi(files, ending.signal, children);
        interruptions += 1;
        tellState();
      }
      await systemClock.sleep(LOOK_MILLISECONDS);
    }
  } catch (error) {
    appendFileSync(path.join(directory, 'supervisor.log'), `${String(error)}\n`);
    process.exitCode = 1;
  } finally {
    ending.abort();
    await watching;
    await Promise.all([...children.values()].reverse().map((child) => stopServer(child)));
    // The logs stay when something went wrong: they say what.
    if (process.exitCode !== 1) rmSync(directory, { recursive: true, force: true });
  }
}

/** Aborts when the parent has ended: also while the API still starts. */
async function endWith(parent: number, ending: AbortController): Promise<void> {
  while (!ending.signal.aborted && isAlive(parent)) {
    await systemClock.sleep(LOOK_MILLISECONDS, ending.signal).catch(() => undefined);
  }
  ending.abort();
}

/** The kernel ends them with this process, also when it is killed and cannot. */
const DIES_WITH_PARENT = ['--pdeathsig', 'KILL', '--'];
const canDieWithParent = spawnSync('setpriv', [...DIES_WITH_PARENT, 'true']).status === 0;

function startServer(server: Server, { directory, programs }: Orders): ChildProcess {
  const log = openSync(path.join(directory, `${server.name}.log`), 'a', 0o600);
  const program = programs[server.name];
  const command = canDieWithParent ? 'setpriv' : program;
  const prefix = canDieWithParent ? [...DIES_WITH_PARENT, program] : [];
  return spawn(command, [...prefix, ...server.arguments], {
    cwd: directory,
    env: { PATH: readControlPlaneSettings().searchPath, HOME: directory },
    stdio: ['ignore', log, log],
  });
}

function allRun(children: ReadonlyMap<string, ChildProcess>): boolean {
  const ended = [...children].filter(([, { exitCode, signalCode }]) => exitCode ?? signalCode);
  if (ended.length === 0) return true;
  const names = ended.map(([name]) => name).join(', ');
  throw failed(`${names} ended by itself; its log stands beside this one`);
}

async function stopServer(child: ChildProcess | undefined): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  // Nothing in it is worth a graceful end, and an API server takes a minute for one.
  child.kill('SIGKILL');
  await Promise.race([ended, systemClock.sleep(STOP_SECONDS_MAX * 1_000)]);
}

async function waitForApi(
  files: Files,
  signal: AbortSignal,
  children: ReadonlyMap<string, ChildProcess>,
): Promise<void> {
  const end = performance.now() + START_SECONDS_MAX * 1_000;
  while (performance.now() < end && !signal.aborted) {
    allRun(children);
    const answer = await call(files, 'GET', '/readyz').catch(() => 0);
    if (answer === 200) return;
    await systemClock.sleep(100);
  }
  if (!signal.aborted) throw failed(`no API within ${START_SECONDS_MAX} s`);
}

async function createNode(files: Files, name: string): Promise<void> {
  const node = { apiVersion: 'v1', kind: 'Node', metadata: { name, labels: { type: 'kwok' } } };
  const status = await call(files, 'POST', '/api/v1/nodes', node);
  if (status !== 201) throw failed(`node ${name}: expected 201, found ${status}`);
}

function call(files: Files, method: string, where: string, body?: object): Promise<number> {
  return new Promise((resolve, reject) => {
    if (!existsSync(files.certificateAuthority)) return resolve(0);
    const headers = {
      authorization: `Bearer ${files.adminToken}`,
      'content-type': 'application/json',
    };
    const ca = readFileSync(files.certificateAuthority);
    const calling = request(
      `${files.url}${where}`,
      { method, headers, ca, agent: false },
      (answer) => {
        answer.resume().on('end', () => resolve(answer.statusCode ?? 0));
      },
    );
    calling.on('error', reject).setTimeout(5_000, () => calling.destroy());
    calling.end(body && JSON.stringify(body));
  });
}

/** For how long the API shall be away, when somebody asked for it. */
function takeInterruption(directory: string): number | undefined {
  const file = interruptionFile(directory);
  if (!existsSync(file)) return undefined;
  const { seconds } = JSON.parse(readFileSync(file, 'utf8')) as { seconds: number };
  rmSync(file);
  return seconds;
}
