import { createHash } from 'node:crypto';

import type { Plan } from './plan.ts';

/** Long enough that two plans never share it, short enough for a person to compare. */
const HASH_CHARACTERS = 16;

/** Of all that a plan says, whatever the order of its keys: an approval binds to it. */
export function hashOf(plan: Omit<Plan, 'hash'>): string {
  return createHash('sha256').update(canonical(plan)).digest('hex').slice(0, HASH_CHARACTERS);
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`);
  return `{${entries.join(',')}}`;
}
