import type { Random } from '@understudy/aws-simulator';

/** A whole number, both ends included. */
export function whole(random: Random, low: number, high: number): number {
  return low + Math.floor(random.next() * (high - low + 1));
}

export function pick<T>(random: Random, from: readonly T[]): T {
  return from[whole(random, 0, from.length - 1)] as T;
}

/** One of these, each as often as its weight says. */
export function pickWeighted<T extends string>(
  random: Random,
  weights: Readonly<Record<T, number>>,
): T {
  const all = Object.entries(weights) as [T, number][];
  return pick(
    random,
    all.flatMap(([one, weight]) => Array.from({ length: weight }, () => one)),
  );
}
