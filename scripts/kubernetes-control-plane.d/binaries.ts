// Finds the five programs of a control plane, or builds them from the Go module proxy, once.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { systemClock } from '@understudy/clock';
import { readControlPlaneSettings } from './control-plane-settings.ts';

/** As its own build stamps it; the API server tells clients this version. */
const KUBERNETES_VERSION = '1.34.4';

/** A build from nothing takes about ten minutes of two busy cores; three times that is stuck. */
const BUILD_WAIT_SECONDS_MAX = 1_800;

/** Two Go modules, because kwok is not written for the libraries of this Kubernetes. */
const PACKAGES = {
  etcd: ['kubernetes', 'go.etcd.io/etcd/server/v3'],
  'kube-apiserver': ['kubernetes', 'k8s.io/kubernetes/cmd/kube-apiserver'],
  'kube-controller-manager': ['kubernetes', 'k8s.io/kubernetes/cmd/kube-controller-manager'],
  'kube-scheduler': ['kubernetes', 'k8s.io/kubernetes/cmd/kube-scheduler'],
  kwok: ['kwok', 'sigs.k8s.io/kwok/cmd/kwok'],
} as const;

export type ProgramName = keyof typeof PACKAGES;
export type Programs = Readonly<Record<ProgramName, string>>;

/** The words for a machine on which they cannot be had. */
export class ProgramsMissing extends Error {}

/** Where each program is: KUBEBUILDER_ASSETS first, then the cache, which is filled when needed. */
export async function getPrograms(tell: (words: string) => void): Promise<Programs> {
  const { programs, missing } = lookForPrograms();
  await buildMissing(cacheDirectory(), missing, tell);
  return programs;
}

/** The same, for those who must not wait for a build: what is not there already is missing. */
export function findPrograms(): Programs {
  const { programs, missing } = lookForPrograms();
  if (missing.length === 0) return programs;
  throw new ProgramsMissing(
    `Expected ${missing.join(', ')} in KUBEBUILDER_ASSETS or in ${cacheDirectory()}, found none. ` +
      'Build them once (minutes, with Go): scripts/kubernetes-control-plane get',
  );
}

function lookForPrograms(): { readonly programs: Programs; readonly missing: ProgramName[] } {
  const names = Object.keys(PACKAGES) as ProgramName[];
  const { assetsDirectory: assets } = readControlPlaneSettings();
  const cache = cacheDirectory();
  const placeOf = (name: ProgramName): string => {
    const given = assets ? path.join(assets, name) : '';
    return existsSync(given) ? given : path.join(cache, name);
  };
  const programs = Object.fromEntries(names.map((name) => [name, placeOf(name)])) as Programs;
  return { programs, missing: names.filter((name) => !existsSync(programs[name])) };
}

/** One directory for each set of versions: the modules' files are what the programs are made of. */
function cacheDirectory(): string {
  const { cacheDirectory: root } = readControlPlaneSettings();
  const hash = createHash('sha256');
  for (const module of ['kubernetes', 'kwok'])
    for (const name of ['go.mod', 'go.sum'])
      hash.update(readFileSync(path.join(import.meta.dirname, module, name)));
  return path.join(root, `kubernetes-${KUBERNETES_VERSION}-${hash.digest('hex').slice(0, 12)}`);
}

async function buildMissing(
  cache: string,
  names: readonly ProgramName[],
  tell: (words: string) => void,
): Promise<void> {
  if (names.length === 0) return;
  if (spawnSync('go', ['version']).status !== 0) {
    throw new ProgramsMissing(
      `Expected ${names.join(', ')} in KUBEBUILDER_ASSETS, or Go to build them, found neither. ` +
        'Install Go 1.26 or newer (Debian: apt-get install golang-go), then run this again.',
    );
  }
  mkdirSync(cache, { recursive: true });
  const unlock = await lockBuild(path.join(cache, '.building'), tell);
  try {
    // Another build may have made them while this one waited.
    for (const name of names.filter((wanted) => !existsSync(path.join(cache, wanted)))) {
      await build(cache, name, tell);
    }
  } finally {
    unlock();
  }
}

/** Two test runs at once build once: the second waits, and takes over from one that died. */
async function lockBuild(file: string, tell: (words: string) => void): Promise<() => void> {
  for (let waited = 0; waited < BUILD_WAIT_SECONDS_MAX; waited += 1) {
    try {
      const handle = openSync(file, 'wx');
      writeFileSync(handle, String(process.pid));
      closeSync(handle);
      return () => rmSync(file, { force: true });
    } catch {
      const owner = Number(existsSync(file) ? readFileSync(file, 'utf8') : 0);
      if (waited > 5 && !isAlive(owner)) rmSync(file, { force: true });
      else if (waited === 1) tell(`Process ${owner} builds the same programs; waiting for it …`);
    }
    await systemClock.sleep(1_000);
  }
  throw new ProgramsMissing(`Expected the build to end, found ${file} held: remove it, try again.`);
}

/** A process that ended and that nobody has waited for yet is not alive. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    const status = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return pid > 0 && !/^\d+ \(.*\) [ZX] /s.test(status);
  } catch (error) {
    // Without /proc the signal alone says it.
    return pid > 0 && String(error).includes('/proc/') && !existsSync('/proc/self');
  }
}

async function build(
  cache: string,
  name: ProgramName,
  tell: (words: string) => void,
): Promise<void> {
  const began = performance.now();
  tell(`Building ${name} (once; the first of them takes minutes) …`);
  const [major = '', minor = ''] = KUBERNETES_VERSION.split('.');
  const stamp = [`gitVersion=v${KUBERNETES_VERSION}`, `gitMajor=${major}`, `gitMinor=${minor}`].map(
    (variable) => `-X k8s.io/component-base/version.${variable}`,
  );
  const flags = ['-trimpath', '-buildvcs=false', '-mod=readonly'];
  const made = path.join(cache, `.${name}.${process.pid}`);
  const [module, packageName] = PACKAGES[name];
  const child = spawn(
    'go',
    ['build', ...flags, '-ldflags', ['-s', '-w', ...stamp].join(' '), '-o', made, packageName],
    {
      cwd: path.join(import.meta.dirname, module),
      env: { ...readControlPlaneSettings().environment, CGO_ENABLED: '0', GOFLAGS: '' },
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4_000)));
  const code = await new Promise((resolve) => child.on('close', resolve).on('error', resolve));
  if (code !== 0) throw new ProgramsMissing(`go build ${packageName} failed:\n${said}`);
  // Renamed when whole, so that a build that was stopped leaves no half program behind.
  renameSync(made, path.join(cache, name));
  tell(`Built ${name} in ${Math.round((performance.now() - began) / 1_000)} s.`);
}
