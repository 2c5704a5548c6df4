/** What the function is told by its deployment. Complete. */
export interface DeployerSettings {
  /** The function's own: where its bundles are. */
  readonly region: string;
  /** Kinds outside any name space that a bundle may bring. */
  readonly clusterKinds: readonly string[];
  /** Where the package is unpacked: bundles that were packaged with the function are below it. */
  readonly packageRoot: string;
}
