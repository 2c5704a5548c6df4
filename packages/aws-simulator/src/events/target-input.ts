import type { Target } from '@aws-sdk/client-eventbridge';

import type { AwsEvent } from '../kernel/aws-event.ts';
import type { Rule } from './rule.ts';

/** What a target is given for an event, as JSON text: the event, a part, a constant or a template. */
export function targetInput(target: Target, rule: Rule, event: AwsEvent): string {
  if (target.Input !== undefined) return target.Input;
  if (target.InputPath !== undefined)
    return JSON.stringify(valueAt(event, target.InputPath) ?? null);
  const { InputPathsMap: paths = {}, InputTemplate: template } = target.InputTransformer ?? {};
  if (template === undefined) return JSON.stringify(event);
  const values: Record<string, unknown> = {
    'aws.events.rule-arn': rule.arn,
    'aws.events.rule-name': rule.name,
    'aws.events.event.ingestion-time': event.time,
    'aws.events.event': event,
    'aws.events.event.json': event,
  };
  for (const [name, path] of Object.entries(paths)) values[name] = valueAt(event, path);
  return fill(template, values);
}

/** documented: a variable between quotes becomes text, elsewhere it becomes JSON. */
function fill(template: string, values: Readonly<Record<string, unknown>>): string {
  let isQuoted = false;
  return template.replace(/\\.|"|<([\w.-]+)>/g, (token, name: string | undefined) => {
    if (token === '"') isQuoted = !isQuoted;
    if (name === undefined || !Object.hasOwn(values, name)) return token;
    const value = values[name];
    if (!isQuoted) return JSON.stringify(value ?? null);
    const text = typeof value === 'string' ? value : JSON.stringify(value ?? null);
    return JSON.stringify(text).slice(1, -1);
  });
}

/** A JSON path without filters: `$.detail.state`, `$.resources[0]`, `$.detail-type`. */
function valueAt(event: AwsEvent, path: string): unknown {
  const parts = [...path.matchAll(/\.([^.[\]]+)|\[(\d+)\]|\['([^']+)'\]/g)];
  return parts.reduce<unknown>(
    (value, [, name, index, quoted]) =>
      typeof value === 'object' && value !== null
        ? Reflect.get(value, name ?? index ?? quoted ?? '')
        : undefined,
    event,
  );
}
