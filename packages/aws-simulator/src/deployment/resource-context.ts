import type { DeploymentTarget } from './deployment-target.ts';
import type { ResourceProperties } from './resource-properties.ts';
import type { DeployedResource } from './template-model.ts';

/** What a resource's handler is given. */
export interface ResourceContext {
  readonly target: DeploymentTarget;
  readonly stackName: string;
  /** Zips by file name. */
  readonly code: ReadonlyMap<string, Uint8Array>;
}

/** Creates one resource of its type. */
export type DeployResource = (
  properties: ResourceProperties,
  context: ResourceContext,
) => DeployedResource;

/** A name as CloudFormation makes it up where the template gives none. */
export function generatedName({ stackName }: ResourceContext, logicalId: string): string {
  return `${stackName}-${logicalId}`;
}
