import { generatedName, type ResourceContext } from './resource-context.ts';
import type { ResourceProperties } from './resource-properties.ts';
import type { DeployedResource } from './template-model.ts';

export function deployRule(
  properties: ResourceProperties,
  context: ResourceContext,
): DeployedResource {
  const { target } = context;
  const name = properties.optionalText('Name') ?? generatedName(context, properties.logicalId);
  const bus = properties.optionalText('EventBusName');
  const onBus = bus === undefined ? {} : { EventBusName: bus };
  const pattern = properties.all['EventPattern'];
  target.perform('events', 'PutRule', {
    Name: name,
    ...onBus,
    ...(pattern === undefined ? {} : { EventPattern: JSON.stringify(pattern) }),
    ...optional('ScheduleExpression', properties.optionalText('ScheduleExpression')),
    State: properties.optionalText('State') ?? 'ENABLED',
  });
  const targets = properties.list('Targets');
  if (targets.length > 0) {
    target.perform('events', 'PutTargets', { Rule: name, ...onBus, Targets: targets });
  }
  const arn = `arn:aws:events:${target.region}:${target.accountId}:rule/${name}`;
  return { ref: name, attributes: { Arn: arn } };
}

export function deploySchedule(
  properties: ResourceProperties,
  context: ResourceContext,
): DeployedResource {
  const { target } = context;
  const name = properties.optionalText('Name') ?? generatedName(context, properties.logicalId);
  const { Arn, RoleArn, Input } = properties.record('Target') as Record<string, string | undefined>;
  target.createSchedule({
    name,
    expression: properties.text('ScheduleExpression'),
    enabled: (properties.optionalText('State') ?? 'ENABLED') === 'ENABLED',
    targetArn: Arn ?? '',
    roleArn: RoleArn ?? '',
    input: Input ?? '{}',
  });
  const arn = `arn:aws:scheduler:${target.region}:${target.accountId}:schedule/default/${name}`;
  return { ref: name, attributes: { Arn: arn } };
}

export function deployAlarm(
  properties: ResourceProperties,
  context: ResourceContext,
): DeployedResource {
  const { target } = context;
  const name = properties.optionalText('AlarmName') ?? generatedName(context, properties.logicalId);
  // The API's input has the resource's properties under the same names.
  target.perform('monitoring', 'PutMetricAlarm', { ...properties.all, AlarmName: name });
  const arn = `arn:aws:cloudwatch:${target.region}:${target.accountId}:alarm:${name}`;
  return { ref: name, attributes: { Arn: arn } };
}

function optional(name: string, value: string | undefined): Record<string, string> {
  return value === undefined ? {} : { [name]: value };
}
