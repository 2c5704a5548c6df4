import { invalidTemplate } from './template-errors.ts';
import type { Template, TemplateResource } from './template-model.ts';

/** Logical ids so that each comes after what it refers to or depends on. */
export function orderResources(resources: Template['Resources']): readonly string[] {
  const ordered: string[] = [];
  const state = new Map<string, 'visiting' | 'done'>();

  function visit(logicalId: string, path: readonly string[]): void {
    const resource = resources[logicalId];
    if (!resource || state.get(logicalId) === 'done') return;
    if (state.get(logicalId) === 'visiting') {
      throw invalidTemplate('resources without a cycle', [...path, logicalId].join(' → '));
    }
    state.set(logicalId, 'visiting');
    for (const other of dependenciesOf(resource)) visit(other, [...path, logicalId]);
    state.set(logicalId, 'done');
    ordered.push(logicalId);
  }

  for (const logicalId of Object.keys(resources)) visit(logicalId, []);
  return ordered;
}

function dependenciesOf({ DependsOn = [], Properties }: TemplateResource): readonly string[] {
  const explicit = typeof DependsOn === 'string' ? [DependsOn] : DependsOn;
  return [...explicit, ...referencesIn(Properties)];
}

function referencesIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]: [string, unknown]) => {
    if (key === 'Ref' && typeof item === 'string') return [item];
    if (key === 'Fn::GetAtt')
      return [String(Array.isArray(item) ? item[0] : item).split('.')[0] ?? ''];
    if (key === 'Fn::Sub') return [...namesInPattern(item), ...referencesIn(item)];
    return referencesIn(item);
  });
}

function namesInPattern(argument: unknown): readonly string[] {
  const pattern: unknown = Array.isArray(argument) ? argument[0] : argument;
  if (typeof pattern !== 'string') return [];
  return [...pattern.matchAll(/\$\{([^}!.]+)(?:\.[^}]+)?\}/g)].map(([, name]) => name ?? '');
}
