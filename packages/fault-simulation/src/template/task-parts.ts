import { edited, resourcesOf, type Part, type Resource, type Template } from './edited-template.ts';

const DEFINITION = 'AWS::ECS::TaskDefinition';
const TASKS = 'ecs-tasks.amazonaws.com';

/** What a definition names beside its image: who the container is, who starts it, where its words go. */
const ROLES = ['TaskRoleArn', 'ExecutionRoleArn'] as const;
const LOG = 'LogConfiguration';

interface Container {
  Environment?: readonly { readonly Name: string }[];
  [LOG]?: unknown;
}

/** The variables, roles and log of each task definition, and the trust of the roles of tasks. */
export function taskPartsOf(template: Template): readonly Part[] {
  const definitions = resourcesOf(template, DEFINITION);
  return [...definitions.flatMap(([id]) => definitionParts(template, id)), ...trustOf(template)];
}

function definitionParts(template: Template, id: string): readonly Part[] {
  const changed = (change: (definition: Resource | undefined) => void) => (): Template =>
    edited(template, (copy) => change(copy[id]));
  const containers = containersOf(template.Resources[id]);
  const names = containers.flatMap(({ Environment = [] }) => Environment.map(({ Name }) => Name));
  const variables = names.map((name) => ({
    name: `env ${id} ${name}`,
    remove: changed((definition) => {
      for (const container of containersOf(definition)) {
        container.Environment = container.Environment?.filter(({ Name }) => Name !== name) ?? [];
      }
    }),
  }));
  const roles = ROLES.filter((role) => role in (template.Resources[id]?.Properties ?? {}));
  return [
    ...variables,
    ...roles.map((role) => ({
      name: `wiring ${id} ${role}`,
      remove: changed((definition) => {
        Reflect.deleteProperty(definition?.Properties ?? {}, role);
      }),
    })),
    {
      name: `wiring ${id} ${LOG}`,
      remove: changed((definition) => {
        for (const container of containersOf(definition)) delete container[LOG];
      }),
    },
  ];
}

/** A function's role that Lambda may not assume is refused by its deployment; a task's by its start. */
function trustOf(template: Template): readonly Part[] {
  return resourcesOf(template, 'AWS::IAM::Role')
    .filter(([, role]) => JSON.stringify(trustDocument(role)).includes(TASKS))
    .map(([id]) => ({
      name: `${id} is trusted to ${TASKS}`,
      remove: () =>
        edited(template, (copy) => {
          trustDocument(copy[id]).Statement = [];
        }),
    }));
}

function trustDocument(role: Resource | undefined): { Statement: readonly unknown[] } {
  return role?.Properties?.['AssumeRolePolicyDocument'] as { Statement: readonly unknown[] };
}

function containersOf(definition: Resource | undefined): readonly Container[] {
  return (definition?.Properties?.['ContainerDefinitions'] ?? []) as readonly Container[];
}
