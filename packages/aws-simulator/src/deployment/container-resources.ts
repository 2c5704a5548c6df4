import { generatedName, type ResourceContext } from './resource-context.ts';
import type { ResourceProperties } from './resource-properties.ts';
import type { DeployedResource } from './template-model.ts';

/** What its containers do is given to the simulator from outside, by family, as images are. */
export function deployCluster(
  properties: ResourceProperties,
  context: ResourceContext,
): DeployedResource {
  const { target } = context;
  const clusterName =
    properties.optionalText('ClusterName') ?? generatedName(context, properties.logicalId);
  target.perform('ecs', 'CreateCluster', { clusterName });
  const arn = `arn:aws:ecs:${target.region}:${target.accountId}:cluster/${clusterName}`;
  return { ref: clusterName, attributes: { Arn: arn } };
}

/** CloudFormation's properties are the API's by the same names, with a capital letter. */
export function deployTaskDefinition(
  properties: ResourceProperties,
  { target }: ResourceContext,
): DeployedResource {
  const { taskDefinition } = target.perform(
    'ecs',
    'RegisterTaskDefinition',
    asApiInput(properties.all) as object,
  ) as { readonly taskDefinition: { readonly taskDefinitionArn: string } };
  const { taskDefinitionArn: arn } = taskDefinition;
  return { ref: arn, attributes: { TaskDefinitionArn: arn } };
}

/** Beneath it are names of the user's, not of the API's. */
const AS_IT_IS: readonly string[] = ['Options', 'DockerLabels'];

function asApiInput(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asApiInput);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]: [string, unknown]) => [
      key.charAt(0).toLowerCase() + key.slice(1),
      AS_IT_IS.includes(key) ? item : asApiInput(item),
    ]),
  );
}
