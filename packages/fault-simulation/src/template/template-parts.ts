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

/** Resources that connect what happens with a function. */
const WIRING = [
  'AWS::SNS::Subscription',
  'AWS::Events::Rule',
  'AWS::Lambda::Permission',
  'AWS::Lambda::EventInvokeConfig',
];

/** Every trigger, permission and environment variable of a template, found by looking. */
export function partsOf(template: Template): readonly Part[] {
  return [...wiringOf(template), ...variablesOf(template), ...permissionsOf(template)];
}

/** Every role's statements, with the role's name in the template. */
export function statementsOf(
  template: Template,
): readonly { readonly role: string; readonly index: number; readonly statement: Statement }[] {
  return resourcesOf(template, 'AWS::IAM::Role').flatMap(([role, resource]) =>
    policyOf(resource).map((statement, index) => ({ role, index, statement })),
  );
}

export function resourcesOf(template: Template, type: string): readonly [string, Resource][] {
  return Object.entries(template.Resources).filter(([, resource]) => resource.Type === type);
}

/** A text that tells a resource's ARN or reference by its last, telling part. */
export function resourceName(resource: unknown): string {
  const text = textOf(resource);
  return text.replace(/^arn:\$\{AWS::Partition\}:/, '').replace(/\$\{AWS::\w+\}:?/g, '');
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  const sub = (value as { 'Fn::Sub'?: string } | undefined)?.['Fn::Sub'];
  return sub ?? JSON.stringify(value);
}

function wiringOf(template: Template): readonly Part[] {
  return Object.entries(template.Resources)
    .filter(([, { Type }]) => WIRING.includes(Type))
    .map(([logicalId]) => ({
      name: `wiring ${logicalId}`,
      remove: () => edited(template, (copy) => removeWiring(copy, logicalId)),
    }));
}

/** A permission for a rule that is gone refers to nothing: it goes along. */
function removeWiring(resources: Record<string, Resource>, logicalId: string): void {
  delete resources[logicalId];
  for (const [other, resource] of Object.entries(resources)) {
    const refers = JSON.stringify(resource.Properties ?? {}).includes(`"${logicalId}"`);
    if (refers && resource.Type === 'AWS::Lambda::Permission') delete resources[other];
  }
}

function variablesOf(template: Template): readonly Part[] {
  return resourcesOf(template, 'AWS::Lambda::Function').flatMap(([logicalId, resource]) =>
    Object.keys(variables(resource)).map((variable) => ({
      name: `env ${logicalId} ${variable}`,
      remove: () => edited(template, (copy) => void delete variables(copy[logicalId])[variable]),
    })),
  );
}

/** Each action, each resource of several, each condition, of each statement. */
function permissionsOf(template: Template): readonly Part[] {
  return statementsOf(template).flatMap(({ role, index, statement }) => {
    const without = (change: (mutable: Mutable<Statement>) => void) => (): Template =>
      edited(template, (copy) => change(policyOf(copy[role])[index] as Mutable<Statement>));
    const on = statement.Resource.map(resourceName).join(' + ');
    const actions = statement.Action.map((action) => ({
      name: `${role} may ${action} on ${on}`,
      remove: without((mutable) => {
        mutable.Action = mutable.Action.filter((other) => other !== action);
      }),
    }));
    const several = statement.Resource.length > 1 ? statement.Resource : [];
    const resources = several.map((resource, place) => ({
      name: `${role} may ${statement.Action.join(', ')} also on ${resourceName(resource)}`,
      remove: without((mutable) => {
        mutable.Resource = mutable.Resource.filter((_, other) => other !== place);
      }),
    }));
    const conditions = Object.entries(statement.Condition ?? {}).flatMap(([operator, keys]) =>
      Object.keys(keys).map((key) => ({
        name: `${role} may ${statement.Action.join(', ')} on ${on} only if ${key}`,
        remove: without(({ Condition }) => void delete Condition?.[operator]?.[key]),
      })),
    );
    return [...actions, ...resources, ...conditions];
  });
}

type Mutable<T> = T extends readonly (infer U)[]
  ? U[]
  : T extends object
    ? { -readonly [K in keyof T]: Mutable<T[K]> }
    : T;

function edited(
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
    if (resource.Type !== 'AWS::IAM::Role') continue;
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

function variables(resource: Resource | undefined): Record<string, unknown> {
  const environment = resource?.Properties?.['Environment'] as
    { Variables?: Record<string, unknown> } | undefined;
  return environment?.Variables ?? {};
}

interface Policy {
  readonly PolicyDocument: { Statement: readonly Statement[] };
}

function policiesOf(resource: Resource | undefined): readonly Policy[] {
  return (resource?.Properties?.['Policies'] ?? []) as readonly Policy[];
}

function policyOf(resource: Resource | undefined): readonly Statement[] {
  return policiesOf(resource).flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
}
