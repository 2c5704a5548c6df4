import type { StateDocument } from './state-document.ts';

/** A resource whose creation was interrupted. */
export interface TaintedResource {
  readonly address: string;
  readonly type: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** All tainted resources of a state. */
export function taintedIn(state: StateDocument): readonly TaintedResource[] {
  return state.resources
    .filter(({ mode }) => mode === 'managed')
    .flatMap((resource) =>
      resource.instances
        .filter(({ status, deposed }) => status === 'tainted' && deposed === undefined)
        .map(({ index_key: index, attributes }) => ({
          address: addressOf(resource, index),
          type: resource.type,
          attributes: attributes ?? {},
        })),
    );
}

function addressOf(
  { module, type, name }: StateDocument['resources'][number],
  index: string | number | undefined,
): string {
  const prefix = module === undefined ? '' : `${module}.`;
  return `${prefix}${type}.${name}${indexWords(index)}`;
}

/** As Terraform writes it: `[0]`, `["a"]`; a template's beginning in a key is escaped. */
function indexWords(index: string | number | undefined): string {
  if (index === undefined) return '';
  if (typeof index === 'number') return `[${index}]`;
  return `[${JSON.stringify(index).replaceAll('${', '$${').replaceAll('%{', '%%{')}]`;
}
