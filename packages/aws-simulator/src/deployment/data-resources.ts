import { generatedName, type ResourceContext } from './resource-context.ts';
import type { ResourceProperties } from './resource-properties.ts';
import type { DeployedResource } from './template-model.ts';

/** What DynamoDB's API calls by the same names. */
const TABLE_PROPERTIES = [
  'AttributeDefinitions',
  'KeySchema',
  'BillingMode',
  'GlobalSecondaryIndexes',
  'LocalSecondaryIndexes',
  'ProvisionedThroughput',
] as const;

export function deployTable(
  properties: ResourceProperties,
  context: ResourceContext,
): DeployedResource {
  const { target } = context;
  const name = properties.optionalText('TableName') ?? generatedName(context, properties.logicalId);
  const given = TABLE_PROPERTIES.filter((key) => properties.all[key] !== undefined);
  const definition = Object.fromEntries(given.map((key) => [key, properties.all[key]]));
  target.createTable({ ...definition, TableName: name });
  const arn = `arn:aws:dynamodb:${target.region}:${target.accountId}:table/${name}`;
  return { ref: name, attributes: { Arn: arn } };
}

/** Exists for the template only: nothing that runs in the simulator asks for it. */
export function ignoreResource(
  properties: ResourceProperties,
  context: ResourceContext,
): DeployedResource {
  const { region, accountId } = context.target;
  const name =
    properties.optionalText('LogGroupName') ??
    properties.optionalText('BucketName') ??
    generatedName(context, properties.logicalId).toLowerCase();
  const arn = properties.optionalText('LogGroupName')
    ? `arn:aws:logs:${region}:${accountId}:log-group:${name}:*`
    : `arn:aws:s3:::${name}`;
  return { ref: name, attributes: { Arn: arn } };
}
