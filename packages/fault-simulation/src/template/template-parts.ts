import {
  edited,
  policyOf,
  POLICY_HOLDERS,
  resourcesOf,
  type Part,
  type Resource,
  type Statement,
  type Template,
} from './edited-template.ts';
import { taskPartsOf } from './task-parts.ts';

/** Resources that connect what happens with a function. */
const WIRING = [
  'AWS::SNS::Subscription',
  'AWS::Events::Rule',
  'AWS::Lambda::Permission',
  'AWS::Lambda::EventInvokeConfig',
];

/** Every trigger, permission and environment variable of a template, found by looking. */
export function partsOf(template: Template): readonly Part[] {
  return [
    ...wiringOf(template),
    ...variablesOf(template),
    ...taskPartsOf(template),
    ...permissionsOf(template),
    ...attachmentsOf(template),
  ];
}

/** Every statement of a role or of a policy of its own, with its holder's name in the template. */
export function statementsOf(
  template: Template,
): readonly { readonly role: string; readonly index: number; readonly statement: Statement }[] {
  return POLICY_HOLDERS.flatMap((type) => resourcesOf(template, type)).flatMap(([role, resource]) =>
    policyOf(resource).map((statement, index) => ({ role, index, statement })),
  );
}

/** A text that tells a resource's ARN or reference by its last, telling part. */
export function resourceName(resource: unknown): string {
  const text = textOf(resource);
  return text.replace(/^arn:\$\{AWS::Partition\}:/, '').replace(/\$\{AWS::\w+\}:?/g, '');
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  const { 'Fn::Sub': sub, Ref: reference } = Object(value) as { 'Fn::Sub'?: string; Ref?: string };
  return sub ?? reference ?? JSON.stringify(value);
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

/** A policy that several roles share: each of them is given it by name. */
function attachmentsOf(template: Template): readonly Part[] {
  return resourcesOf(template, 'AWS::IAM::Policy').flatMap(([policy, { Properties }]) =>
    ((Properties?.['Roles'] ?? []) as readonly unknown[]).map((role) => ({
      name: `${policy} is given to ${resourceName(role)}`,
      remove: () =>
        edited(template, (copy) => {
          const roles = copy[policy]?.Properties?.['Roles'] as unknown[];
          const place = roles.findIndex((other) => resourceName(other) === resourceName(role));
          roles.splice(place, 1);
        }),
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
    const all = shortly(statement.Action);
    const several = statement.Resource.length > 1 ? statement.Resource : [];
    const resources = several.map((resource, place) => ({
      name: `${role} may ${all} also on ${resourceName(resource)}`,
      remove: without((mutable) => {
        mutable.Resource = mutable.Resource.filter((_, other) => other !== place);
      }),
    }));
    const conditions = Object.entries(statement.Condition ?? {}).flatMap(([operator, keys]) =>
      Object.keys(keys).map((key) => ({
        name: `${role} may ${all} on ${on} only if ${key}`,
        remove: without(({ Condition }) => void delete Condition?.[operator]?.[key]),
      })),
    );
    return [...actions, ...resources, ...conditions];
  });
}

/** A long list by its first: a name is read by people. */
const NAMED_MAX = 4;

function shortly([first = '', ...others]: readonly string[]): string {
  if (others.length < NAMED_MAX) return [first, ...others].join(', ');
  return `${first} and ${others.length} others`;
}

type Mutable<T> = T extends readonly (infer U)[]
  ? U[]
  : T extends object
    ? { -readonly [K in keyof T]: Mutable<T[K]> }
    : T;

function variables(resource: Resource | undefined): Record<string, unknown> {
  const environment = resource?.Properties?.['Environment'] as
    { Variables?: Record<string, unknown> } | undefined;
  return environment?.Variables ?? {};
}
