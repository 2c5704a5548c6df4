/** What the graph needs of a step. */
export interface Node {
  readonly name: string;
  readonly after: readonly string[];
}

/** The steps in an order in which each comes after all that it waits for, and those in circles. */
export interface Ordered<T extends Node> {
  readonly order: readonly T[];
  /** Each a circle, beginning and ending with the same name. */
  readonly circles: readonly (readonly string[])[];
  /** Never started: something that they wait for is in a circle, or not there. */
  readonly unreachable: readonly string[];
}

export function orderSteps<T extends Node>(steps: readonly T[]): Ordered<T> {
  const order: T[] = [];
  const placed = new Set<string>();
  let left = [...steps];
  for (;;) {
    const ready = left.filter(({ after }) => after.every((name) => placed.has(name)));
    if (ready.length === 0) break;
    for (const step of ready) placed.add(step.name);
    order.push(...ready);
    left = left.filter(({ name }) => !placed.has(name));
  }
  const circles = findCircles(left);
  const inCircle = new Set(circles.flat());
  return {
    order,
    circles,
    unreachable: left.map(({ name }) => name).filter((n) => !inCircle.has(n)),
  };
}

/** Each circle once: walked from its first step in the order of the plan. */
function findCircles(steps: readonly Node[]): readonly (readonly string[])[] {
  const byName = new Map(steps.map((step) => [step.name, step]));
  const seen = new Set<string>();
  const circles: (readonly string[])[] = [];

  function visit(name: string, way: readonly string[]): void {
    const at = way.indexOf(name);
    if (at >= 0) {
      circles.push([...way.slice(at), name]);
      return;
    }
    if (seen.has(name)) return;
    seen.add(name);
    for (const next of byName.get(name)?.after ?? []) visit(next, [...way, name]);
  }

  for (const { name } of steps) visit(name, []);
  return circles;
}

/** All that a step waits for, directly or not. Steps in `steps` must be free of circles. */
export function stepsBefore(steps: readonly Node[], name: string): ReadonlySet<string> {
  const byName = new Map(steps.map((step) => [step.name, step]));
  const before = new Set<string>();
  const left = [...(byName.get(name)?.after ?? [])];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    if (before.has(next)) continue;
    before.add(next);
    left.push(...(byName.get(next)?.after ?? []));
  }
  return before;
}

/** The longest way through the steps, when each takes as long as `secondsOf` says. */
export function longestWay(
  order: readonly Node[],
  secondsOf: (name: string) => number,
): { readonly seconds: number; readonly steps: readonly string[] } {
  const ways = new Map<string, { seconds: number; steps: readonly string[] }>();
  let longest: { seconds: number; steps: readonly string[] } = { seconds: 0, steps: [] };
  for (const { name, after } of order) {
    const before = after
      .flatMap((one) => ways.get(one) ?? [])
      .reduce((one, other) => (other.seconds > one.seconds ? other : one), {
        seconds: 0,
        steps: [] as readonly string[],
      });
    const way = { seconds: before.seconds + secondsOf(name), steps: [...before.steps, name] };
    ways.set(name, way);
    if (way.seconds > longest.seconds) longest = way;
  }
  return longest;
}
