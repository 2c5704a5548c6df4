import fc from 'fast-check';

import { playPlan, type DrawnStep } from '../../test/scheduled-plan.ts';
import { longestWay, stepsBefore } from '../plan/step-graph.ts';

/** The point of no return is looked at this often (no-return.ts): what waits may begin so late. */
const LOOK_SECONDS = 10;

const anySeconds = fc.integer({ min: 1, max: 900 });
const anyStep = fc.record({
  seconds: anySeconds,
  /** What was thought of it may be far from what it takes. */
  medianSeconds: anySeconds,
  high: fc.integer({ min: 0, max: 600 }),
  end: fc.oneof(
    { weight: 12, arbitrary: fc.constant('done' as const) },
    { weight: 1, arbitrary: fc.constantFrom('failed', 'held', 'abort' as const) },
  ),
  onFailure: fc.constantFrom('stop', 'continue' as const),
  /** Which of the steps before it it waits for. */
  waitsFor: fc.array(fc.nat(), { maxLength: 3 }),
  isReversible: fc.oneof(
    { weight: 3, arbitrary: fc.constant(true) },
    { weight: 1, arbitrary: fc.constant(false) },
  ),
});
type AnyStep = typeof anyStep extends fc.Arbitrary<infer T> ? T : never;

const anySteps = fc.array(anyStep, { minLength: 3, maxLength: 9 });

/** A plan as it is loaded: what cannot be taken back comes after evidence and fence. */
function planOf(drawn: readonly AnyStep[]): readonly DrawnStep[] {
  return drawn.map(({ waitsFor, high, ...step }, index) => {
    const name = nameOf(index);
    const chosen = index === 0 ? [] : waitsFor.map((one) => nameOf(one % index));
    const fenced = index === 1 ? ['outage'] : step.isReversible || index < 2 ? [] : ['fence'];
    return {
      ...step,
      name,
      kind: `kind-${name}`,
      isReversible: index < 2 || step.isReversible,
      after: [...new Set([...chosen, ...fenced])],
      highSeconds: step.medianSeconds + high,
    };
  });
}

function nameOf(index: number): string {
  return ['outage', 'fence'][index] ?? `step-${index}`;
}

describe('any plan, whatever its steps take and however they end', () => {
  it('begins no step before all that it waits for is through, and always ends', async () => {
    await fc.assert(
      fc.asyncProperty(anySteps, fc.nat({ max: 1 }), async (drawn, failures) => {
        const plan = planOf(drawn);
        const { results, acted, seconds } = await playPlan(plan, failures);

        expect([...(results?.keys() ?? [])]).toEqual(plan.map(({ name }) => name));
        expect(seconds).toBeLessThanOrEqual(oneByOne(plan));
        for (const [name, { beganAt }] of acted) {
          for (const before of stepsBefore(plan, name)) {
            expect(['done', 'gone-without']).toContain(results?.get(before)?.status);
            expect(acted.get(before)?.endedAt).toBeLessThanOrEqual(beganAt);
          }
        }
      }),
      { numRuns: 150, seed: 7 },
    );
  });

  it('lets nothing that cannot be taken back act before evidence, fence and the written word', async () => {
    let irreversible = 0;
    await fc.assert(
      fc.asyncProperty(anySteps, async (drawn) => {
        const plan = planOf(drawn);
        const { acted } = await playPlan(plan);

        for (const { name, isReversible } of plan) {
          const found = acted.get(name);
          if (isReversible || found === undefined) continue;
          irreversible++;
          expect(acted.get('outage')?.endedAt).toBeLessThanOrEqual(found.beganAt);
          expect(acted.get('fence')?.endedAt).toBeLessThanOrEqual(found.beganAt);
          expect(found.noReturnAt).toBeLessThanOrEqual(found.beganAt);
        }
      }),
      { numRuns: 150, seed: 7 },
    );
    expect(irreversible).toBeGreaterThan(50);
  });

  it('is not longer for its late promotion, where its estimates are right', async () => {
    let late = 0;
    await fc.assert(
      fc.asyncProperty(anySteps, async (drawn) => {
        const exact = drawn.map((step) => ({
          ...step,
          medianSeconds: step.seconds,
          end: 'done' as const,
        }));
        const plan = planOf(exact);
        const { seconds, acted } = await playPlan(plan);

        const way = longestWay(plan, (name) => plan.find((one) => one.name === name)?.seconds ?? 0);
        expect(seconds).toBeLessThanOrEqual(way.seconds + LOOK_SECONDS);
        late += plan.filter((step) => isLate(step, acted)).length;
      }),
      { numRuns: 150, seed: 7 },
    );
    expect(late).toBeGreaterThan(10);
  });
});

/** The longest that steps can take which never wait for each other in a circle. */
function oneByOne(plan: readonly DrawnStep[]): number {
  return plan.reduce(
    (sum, { seconds, medianSeconds }) => sum + Math.max(seconds, medianSeconds) + LOOK_SECONDS,
    0,
  );
}

/** It could have begun earlier, and waited because that cost nothing. */
function isLate(
  { name, isReversible, after }: DrawnStep,
  acted: Awaited<ReturnType<typeof playPlan>>['acted'],
): boolean {
  const ready = Math.max(...after.map((one) => acted.get(one)?.endedAt ?? 0));
  return !isReversible && (acted.get(name)?.beganAt ?? 0) > ready + LOOK_SECONDS * 1_000;
}
