import type { ApiCall, Requirement } from '../kernel/world.ts';
import type { Databases } from './databases.ts';

interface NamedResources {
  readonly DBInstanceIdentifier?: string;
  readonly DBSnapshotIdentifier?: string;
  readonly SourceDBInstanceIdentifier?: string;
  readonly ResourceName?: string;
}

/** [documented] What each operation asks for: instances and snapshots by ARN; events by none [believed]. */
export function requirementsOf(databases: Databases, call: ApiCall): readonly Requirement[] {
  const action = `rds:${call.operation}`;
  const input = call.input as NamedResources;
  return resourcesOf(databases, call.operation, input).map((resource) => ({
    action,
    resource,
    conditionKeys: {
      'aws:RequestedRegion': databases.region,
      ...tagKeys(databases, resource),
    },
  }));
}

function resourcesOf(
  databases: Databases,
  operation: string,
  input: NamedResources,
): readonly string[] {
  const arn = (kind: 'db' | 'snapshot', id: string): string =>
    id.startsWith('arn:')
      ? id
      : `arn:aws:rds:${databases.region}:${databases.world.accountId}:${kind}:${id.toLowerCase()}`;
  const database = input.DBInstanceIdentifier;
  switch (operation) {
    case 'DescribeEvents':
      return ['*'];
    case 'DescribeDBSnapshots':
      return [arn('snapshot', input.DBSnapshotIdentifier ?? '*')];
    case 'CreateDBSnapshot':
      return [arn('db', database ?? '*'), arn('snapshot', input.DBSnapshotIdentifier ?? '*')];
    case 'CreateDBInstanceReadReplica':
      return [arn('db', database ?? '*'), arn('db', input.SourceDBInstanceIdentifier ?? '*')];
    case 'ListTagsForResource':
    case 'AddTagsToResource':
      return [arn('db', input.ResourceName ?? '*')];
    default:
      return [arn('db', database ?? '*')];
  }
}

/** A database's tags as both families of condition keys [documented]. */
function tagKeys(databases: Databases, arn: string): Record<string, string> {
  const id = arn.split(':').at(-1) ?? '';
  const keys: Record<string, string> = {};
  for (const [key, value] of databases.records.get(id)?.tags ?? []) {
    keys[`aws:ResourceTag/${key}`] = value;
    keys[`rds:db-tag/${key}`] = value;
  }
  return keys;
}
