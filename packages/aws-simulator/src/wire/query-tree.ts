import { NESTING_LEVELS_MAX, malformed } from './malformed.ts';

/** Parameters by the dots in their names: `Filter.1.Name=x` is `x` at Filter, 1, Name. */
export interface QueryNode {
  value: string | undefined;
  readonly children: Map<string, QueryNode>;
}

export function growQueryTree(parameters: Iterable<readonly [string, string]>): QueryNode {
  const root = createNode();
  for (const [name, value] of parameters) {
    const steps = name.split('.');
    if (steps.length > NESTING_LEVELS_MAX) {
      throw malformed(`at most ${NESTING_LEVELS_MAX} nested levels`, steps.length);
    }
    let node = root;
    for (const step of steps) node = childOf(node, step);
    node.value = value;
  }
  return root;
}

function childOf(node: QueryNode, name: string): QueryNode {
  const existing = node.children.get(name);
  if (existing) return existing;
  const created = createNode();
  node.children.set(name, created);
  return created;
}

function createNode(): QueryNode {
  return { value: undefined, children: new Map() };
}

/** The children that are numbered, in the order of their numbers. */
export function numberedChildren(node: QueryNode): QueryNode[] {
  return [...node.children]
    .filter(([name]) => /^\d+$/.test(name))
    .sort(([left], [right]) => Number(left) - Number(right))
    .map(([, child]) => child);
}
