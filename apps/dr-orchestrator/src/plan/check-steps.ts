import { suggest, type Contradiction } from '@understudy/config';

import type { EstimateFacts, OutputType, StepKind } from '../steps/step-kind.ts';
import type { StepKinds } from '../steps/step-kinds.ts';
import type { StepEntry } from './plan-file.ts';
import type { Plan, PlanStep } from './plan.ts';
import { findReferences, sampleReferences, type ReferenceUse } from './references.ts';
import { longestWay, orderSteps, stepsBefore } from './step-graph.ts';

/** A step that takes three times its high estimate hangs. */
const TIMEOUT_FACTOR = 3;

/** Nothing is known at loading: the estimate is that of a cold region. */
const COLD: EstimateFacts = { clusterActive: false };

type Entries = Readonly<Record<string, StepEntry>>;
type Base = Omit<Plan, 'steps' | 'hash'>;

interface Known {
  readonly kind: StepKind;
  readonly input: unknown;
}

/** The steps of a plan, complete; or all that is wrong with them, at once. */
export function checkSteps(
  base: Base,
  entries: Entries,
  kinds: StepKinds,
): { readonly steps: readonly PlanStep[]; readonly problems: readonly Contradiction[] } {
  const outputs = outputsOf(base, entries, kinds);
  const problems: Contradiction[] = [];
  const known = new Map<string, Known>();
  const nodes = Object.entries(entries).map(([name, entry]) => {
    const kind = kinds.get(entry.kind);
    if (!kind) problems.push(unknownKind(name, entry, kinds));
    problems.push(...referenceProblems(name, entry, entries, outputs));
    if (kind) {
      const parsed = parseInput(name, entry, base, kind, outputs);
      problems.push(...parsed.problems);
      if (parsed.problems.length === 0) known.set(name, { kind, input: parsed.input });
    }
    return { name, after: afterOf(entry) };
  });
  const { order, circles, unreachable } = orderSteps(nodes);
  problems.push(...circles.map(circleProblem), ...unreachable.map(unreachableProblem));
  if (problems.length > 0) return { steps: [], problems };
  problems.push(...orderProblems(nodes, entries, known), ...rtoProblems(base, order, known));
  const steps = order.map(({ name, after }) => completeStep(name, after, entries, known));
  return { steps, problems };
}

/** What each step will give, by the name of the step: asked of its kind, with what it is told. */
function outputsOf(
  base: Base,
  entries: Entries,
  kinds: StepKinds,
): ReadonlyMap<string, Readonly<Record<string, OutputType>>> {
  return new Map(
    Object.entries(entries).flatMap(([name, entry]) => {
      const kind = kinds.get(entry.kind);
      if (!kind) return [];
      const sampled = sampleReferences(entry.with ?? {}, () => 'text');
      const parsed = kind.input.safeParse(withPlan(kind, sampled, base));
      return parsed.success ? [[name, kind.outputs(parsed.data)] as const] : [];
    }),
  );
}

/** A kind's input as the step says it, over what the plan says for this kind. */
function withPlan(kind: StepKind, said: unknown, base: Base): unknown {
  return { ...kind.fromPlan?.(base), ...(said as object) };
}

function parseInput(
  name: string,
  entry: StepEntry,
  base: Base,
  kind: StepKind,
  outputs: ReadonlyMap<string, Readonly<Record<string, OutputType>>>,
): { readonly input?: unknown; readonly problems: readonly Contradiction[] } {
  const sampled = sampleReferences(
    entry.with ?? {},
    ({ step, output }) => outputs.get(step)?.[output] ?? 'text',
  );
  const parsed = kind.input.safeParse(withPlan(kind, sampled, base));
  if (parsed.success) return { input: parsed.data, problems: [] };
  const problems = parsed.error.issues.map((issue) => {
    const keys = issue.code === 'unrecognized_keys' ? issue.keys.join(', ') : undefined;
    return {
      path: ['steps', name, 'with', ...issue.path.map(String)],
      expected: keys === undefined ? issue.message : `an input of ${kind.name}`,
      found: keys ?? JSON.stringify(valueAt(sampled, issue.path)) ?? 'nothing',
    };
  });
  return { problems };
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let part = value;
  for (const key of path) {
    part = typeof part === 'object' && part !== null ? Reflect.get(part, key) : undefined;
  }
  return part;
}

function unknownKind(name: string, entry: StepEntry, kinds: StepKinds): Contradiction {
  const names = [...kinds.keys()];
  const meant = suggest(entry.kind, names);
  return {
    path: ['steps', name, 'kind'],
    expected: `one of ${names.join(', ')}`,
    found: JSON.stringify(entry.kind),
    ...(meant === undefined ? {} : { suggestion: meant }),
  };
}

function referenceProblems(
  name: string,
  entry: StepEntry,
  entries: Entries,
  outputs: ReadonlyMap<string, Readonly<Record<string, OutputType>>>,
): readonly Contradiction[] {
  const { uses, malformed } = findReferences(entry.with ?? {});
  const missing = (entry.after ?? []).flatMap((before, index) =>
    Object.hasOwn(entries, before)
      ? []
      : [stepMissing(['steps', name, 'after', String(index)], before, entries)],
  );
  return [
    ...missing,
    ...malformed.map(({ path, found }) => ({
      path: ['steps', name, 'with', ...path],
      expected: '${steps.<step>.<output>}',
      found,
    })),
    ...uses.flatMap((use) => danglingReference(name, use, entries, outputs)),
  ];
}

function stepMissing(path: readonly string[], found: string, entries: Entries): Contradiction {
  const meant = suggest(found, Object.keys(entries));
  return {
    path,
    expected: `a step of this plan (${Object.keys(entries).join(', ')})`,
    found,
    ...(meant === undefined ? {} : { suggestion: meant }),
  };
}

function danglingReference(
  name: string,
  use: ReferenceUse,
  entries: Entries,
  outputs: ReadonlyMap<string, Readonly<Record<string, OutputType>>>,
): readonly Contradiction[] {
  const path = ['steps', name, 'with', ...use.path];
  if (!Object.hasOwn(entries, use.step)) return [stepMissing(path, use.step, entries)];
  const given = outputs.get(use.step);
  // A step whose own kind or input is wrong is reported once, there.
  if (given === undefined || Object.hasOwn(given, use.output)) return [];
  const meant = suggest(use.output, Object.keys(given));
  return [
    {
      path,
      expected: `an output of ${use.step} (${Object.keys(given).join(', ') || 'it has none'})`,
      found: use.output,
      ...(meant === undefined ? {} : { suggestion: meant }),
    },
  ];
}

function afterOf(entry: StepEntry): readonly string[] {
  const referred = findReferences(entry.with ?? {}).uses.map(({ step }) => step);
  return [...new Set([...(entry.after ?? []), ...referred])];
}

function circleProblem(circle: readonly string[]): Contradiction {
  return {
    path: ['steps', circle[0] ?? '', 'after'],
    expected: 'steps that do not wait for each other',
    found: circle.join(' after '),
  };
}

function unreachableProblem(name: string): Contradiction {
  return {
    path: ['steps', name],
    expected: 'a step that can begin',
    found: 'one that waits for a step that never ends',
  };
}

/** What cannot be taken back comes after the evidence and the fence (rule 4). */
const BEFORE_NO_RETURN: readonly string[] = ['verify-outage', 'fence-region'];

/** A suspicion is no reason to close the old region. */
const BEFORE_FENCE: readonly string[] = ['verify-outage'];

function orderProblems(
  nodes: readonly { readonly name: string; readonly after: readonly string[] }[],
  entries: Entries,
  known: ReadonlyMap<string, Known>,
): readonly Contradiction[] {
  return [...known].flatMap(([name, { kind, input }]) => {
    const isFence = kind.name === 'fence-region';
    if (kind.isReversible(input) && !isFence) return [];
    const before = new Set([...stepsBefore(nodes, name)].map((one) => entries[one]?.kind));
    const what = isFence ? 'what closes the old region' : 'what cannot be taken back';
    return (isFence ? BEFORE_FENCE : BEFORE_NO_RETURN)
      .filter((needed) => !before.has(needed))
      .map((needed) => ({
        path: ['steps', name, 'after'],
        expected: `a step of kind ${needed} before ${what}`,
        found: 'none',
      }));
  });
}

function rtoProblems(
  base: Base,
  order: readonly { readonly name: string; readonly after: readonly string[] }[],
  known: ReadonlyMap<string, Known>,
): readonly Contradiction[] {
  const way = longestWay(order, (name) => medianOf(known.get(name)));
  const limit = base.objectives.rtoMinutes * 60;
  if (way.seconds <= limit) return [];
  return [
    {
      path: ['objectives', 'rto-minutes'],
      expected: `at least ${Math.ceil(way.seconds / 60)}, what ${way.steps.join(', ')} take`,
      found: String(base.objectives.rtoMinutes),
    },
  ];
}

function medianOf(known: Known | undefined): number {
  return known?.kind.estimate(known.input, COLD).medianSeconds ?? 0;
}

function completeStep(
  name: string,
  after: readonly string[],
  entries: Entries,
  known: ReadonlyMap<string, Known>,
): PlanStep {
  const entry = entries[name];
  const step = known.get(name);
  const high = step?.kind.estimate(step.input, COLD).highSeconds ?? 0;
  return {
    name,
    kind: entry?.kind ?? '',
    after,
    input: entry?.with ?? {},
    timeoutSeconds: entry?.['time-out-seconds'] ?? Math.max(60, Math.ceil(high * TIMEOUT_FACTOR)),
    onFailure: entry?.['on-failure'] ?? 'stop',
  };
}
