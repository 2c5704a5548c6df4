export interface SnapshotRecord {
  readonly id: string;
  readonly arn: string;
  readonly databaseId: string;
  readonly engine: string;
  readonly engineVersion: string;
  readonly port: number;
  readonly zone: string;
  readonly createdAt: number;
  /** How many commits it holds. */
  readonly position: number;
  readonly tags: ReadonlyMap<string, string>;
  status: 'creating' | 'available';
}
