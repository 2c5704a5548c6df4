import type { StackPackage } from '@understudy/aws-simulator';

export type Template = StackPackage['template'];
export type Resource = Template['Resources'][string];

/** A statement of a role's policy, as the template has it. */
export interface Statement {
  readonly Effect: string;
  readonly Action: readonly string[];
  readonly Resource: readonly unknown[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** One thing of the template that can be taken away alone. */
export interface Part {
  /** Says what it is, stable as long as it means the same: `env alarm-router UNDERSTUDY_TABLE`. */
  readonly name: string;
  /** A copy of the template without it. */
  remove(): Template;
}

interface Policy {
  readonly PolicyDocument: { Statement: readonly Statement[] };
}

/** What holds statements: a role with its own policies, and a policy that roles share. */
export const POLICY_HOLDERS: readonly string[] = ['AWS::IAM::Role', 'AWS::IAM::Policy'];

export function resourcesOf(template: Template, type: string): readonly [string, Resource][] {
  return Object.entries(template.Resources).filter(([, resource]) => resource.Type === type);
}

export function policyOf(resource: Resource | undefined): readonly Statement[] {
  return policiesOf(resource).flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
}

/** A copy of the template with a change, as CloudFormation would take it. */
export function edited(
  template: Template,
  change: (resources: Record<string, Resource>) => void,
): Template {
  const copy = structuredClone(template);
  const resources: Record<string, Resource> = { ...copy.Resources };
  change(resources);
  return withoutDanglingDependencies({ ...copy, Resources: withoutEmptyStatements(resources) });
}

/** AWS takes no statement without an action or a resource: its last one goes with it. */
function withoutEmptyStatements(resources: Record<string, Resource>): Record<string, Resource> {
  for (const resource of Object.values(resources)) {
    if (!POLICY_HOLDERS.includes(resource.Type)) continue;
    for (const { PolicyDocument } of policiesOf(resource)) {
      PolicyDocument.Statement = PolicyDocument.Statement.filter(
        ({ Action, Resource }) => Action.length > 0 && Resource.length > 0,
      );
    }
  }
  return resources;
}

function withoutDanglingDependencies(template: Template): Template {
  const Resources = Object.fromEntries(
    Object.entries(template.Resources).map(([logicalId, resource]) => {
      const { DependsOn } = resource;
      if (!Array.isArray(DependsOn)) return [logicalId, resource];
      const present = (DependsOn as readonly string[]).filter((id) => id in template.Resources);
      return [logicalId, { ...resource, DependsOn: present }];
    }),
  );
  return { ...template, Resources };
}

/** A role has several; a policy of its own is one. */
function policiesOf(resource: Resource | undefined): readonly Policy[] {
  const properties = resource?.Properties ?? {};
  if (resource?.Type === 'AWS::IAM::Policy') return [properties as unknown as Policy];
  return (properties['Policies'] ?? []) as readonly Policy[];
}
