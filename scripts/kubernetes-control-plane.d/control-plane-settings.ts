// What the machine says: the only reader of the environment here.
import { homedir } from 'node:os';
import path from 'node:path';

export interface ControlPlaneSettings {
  /** Where somebody has put the programs already (KUBEBUILDER_ASSETS). */
  readonly assetsDirectory?: string;
  /** What was built once, for all workspaces of this machine. */
  readonly cacheDirectory: string;
  /** Of somebody's own cluster, for --existing. */
  readonly kubeconfig?: string;
  /** What `up` hands to the process that it starts, as JSON. */
  readonly orders?: string;
  readonly searchPath: string;
  /** For programs of this machine that need all of it: Go, and this very script again. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export function readControlPlaneSettings(): ControlPlaneSettings {
  const { env } = process;
  const assetsDirectory = env['KUBEBUILDER_ASSETS'];
  const kubeconfig = env['KUBECONFIG'];
  const orders = env['UNDERSTUDY_CONTROL_PLANE_ORDERS'];
  const caches = env['XDG_CACHE_HOME'] ?? path.join(homedir(), '.cache');
  return {
    ...(assetsDirectory ? { assetsDirectory } : {}),
    cacheDirectory: env['UNDERSTUDY_CACHE'] ?? path.join(caches, 'understudy'),
    ...(kubeconfig ? { kubeconfig } : {}),
    ...(orders ? { orders } : {}),
    searchPath: env['PATH'] ?? '',
    environment: env,
  };
}
