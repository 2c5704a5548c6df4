import type { DeploymentTarget } from './deployment-target.ts';
import { orderResources } from './order-resources.ts';
import { readStackPackage, type StackPackage } from './read-package.ts';
import { evaluateCondition, resolveValue, type TemplateScope } from './resolve-value.ts';
import type { ResourceContext } from './resource-context.ts';
import { readProperties } from './resource-properties.ts';
import { handlerOf } from './resource-types.ts';
import { invalidTemplate } from './template-errors.ts';
import type { DeployedResource, Template } from './template-model.ts';

export interface StackOptions {
  /** Where `sls package` wrote, or what was read from there and edited. */
  readonly package: string | StackPackage;
  readonly stackName: string;
  /** By the parameter's name. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** By the name in SSM, for parameters of type `AWS::SSM::Parameter::Value<String>`. */
  readonly ssmParameters?: Readonly<Record<string, string>>;
  /** By the name of the export. */
  readonly imports?: Readonly<Record<string, string>>;
}

export interface DeployedStack {
  /** By logical id. */
  readonly resources: ReadonlyMap<string, DeployedResource>;
  /** By the output's name. */
  readonly outputs: Readonly<Record<string, string>>;
  /** By the export's name: what another stack imports. */
  readonly exports: Readonly<Record<string, string>>;
}

/** Creates the resources of a stack, in the order of their dependencies, in no simulated time. */
export function deployStack(target: DeploymentTarget, options: StackOptions): DeployedStack {
  const { template, code } =
    typeof options.package === 'string' ? readStackPackage(options.package) : options.package;
  const resources = new Map<string, DeployedResource>();
  const scope = createScope(target, options, template, resources);
  const context: ResourceContext = { target, stackName: options.stackName, code };
  for (const logicalId of orderResources(template.Resources)) {
    const resource = template.Resources[logicalId];
    if (!resource || (resource.Condition && !scope.condition(resource.Condition))) continue;
    const deploy = handlerOf(resource.Type, logicalId);
    const properties = resolveValue(resource.Properties ?? {}, scope) as Record<string, unknown>;
    resources.set(logicalId, deploy(readProperties(logicalId, properties), context));
  }
  return { resources, ...resolveOutputs(template, scope) };
}

function createScope(
  target: DeploymentTarget,
  options: StackOptions,
  template: Template,
  resources: ReadonlyMap<string, DeployedResource>,
): TemplateScope {
  const pseudoParameters: Readonly<Record<string, string>> = {
    'AWS::Region': target.region,
    'AWS::AccountId': target.accountId,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': options.stackName,
    'AWS::StackId': `arn:aws:cloudformation:${target.region}:${target.accountId}:stack/${options.stackName}/simulated`,
  };
  const parameters = resolveParameters(template, options);
  const scope: TemplateScope = {
    ref: (name) => pseudoParameters[name] ?? parameters[name] ?? resources.get(name)?.ref,
    attribute: (logicalId, attribute) => resources.get(logicalId)?.attributes[attribute],
    imported: (name) => options.imports?.[name],
    condition(name) {
      const expression = template.Conditions?.[name];
      if (expression === undefined) throw invalidTemplate(`the condition ${name}`, 'none');
      return evaluateCondition(expression, scope);
    },
  };
  return scope;
}

const SSM_PARAMETER = /^AWS::SSM::Parameter::Value</;

function resolveParameters(template: Template, options: StackOptions): Record<string, string> {
  const declared = template.Parameters ?? {};
  for (const name of Object.keys(options.parameters ?? {})) {
    if (!(name in declared)) throw invalidTemplate(`the parameter ${name}`, 'none');
  }
  return Object.fromEntries(
    Object.entries(declared).map(([name, { Type, Default }]) => {
      const given = options.parameters?.[name] ?? Default;
      if (given === undefined) throw invalidTemplate(`a value for the parameter ${name}`, 'none');
      if (!SSM_PARAMETER.test(Type)) return [name, String(given)];
      const value = options.ssmParameters?.[String(given)];
      if (value === undefined) throw invalidTemplate(`the SSM parameter ${given}`, 'none');
      return [name, value];
    }),
  );
}

function resolveOutputs(
  template: Template,
  scope: TemplateScope,
): Pick<DeployedStack, 'outputs' | 'exports'> {
  const outputs: Record<string, string> = {};
  const exports: Record<string, string> = {};
  for (const [name, output] of Object.entries(template.Outputs ?? {})) {
    if (output.Condition && !scope.condition(output.Condition)) continue;
    const value = String(resolveValue(output.Value, scope));
    outputs[name] = value;
    if (output.Export) exports[String(resolveValue(output.Export.Name, scope))] = value;
  }
  return { outputs, exports };
}
