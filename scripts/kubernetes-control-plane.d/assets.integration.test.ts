import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const MAIN = path.resolve(__dirname, 'main.ts');
const PROGRAMS = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kwok'];

/** Asks where the programs are, on a machine whose cache has none. */
function get(assets: string) {
  const env = { ...process.env, KUBEBUILDER_ASSETS: assets, UNDERSTUDY_CACHE: '/nonexistent' };
  const words = [MAIN, 'get', '--no-build', '--json'];
  return spawnSync(process.execPath, words, { encoding: 'utf8', env });
}

describe('the programs of KUBEBUILDER_ASSETS', () => {
  let assets: string;

  beforeEach(() => {
    assets = mkdtempSync(path.join(tmpdir(), 'kubebuilder-'));
    for (const name of PROGRAMS) writeFileSync(path.join(assets, name), '');
  });

  afterEach(() => rmSync(assets, { recursive: true }));

  it('are taken before any other, and nothing is built', () => {
    const { status, stdout } = get(assets);

    expect(status).toBe(0);
    for (const name of PROGRAMS) expect(stdout).toContain(path.join(assets, name));
  });

  it('that are missing are named, with how to get them', () => {
    rmSync(path.join(assets, 'kwok'));

    const { status, stderr } = get(assets);

    expect(status).toBe(3);
    expect(stderr).toMatch(
      /^Expected kwok in KUBEBUILDER_ASSETS or .*kubernetes-control-plane get/,
    );
  });
});
