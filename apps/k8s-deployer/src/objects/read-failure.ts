import * as z from 'zod';

/** The longest text of somebody else's that goes into a report. */
const MESSAGE_CHARACTERS_MAX = 1_000;
const CAUSES_MAX = 50;

const Text = z.string().catch('').default('');

const Status = z.object({
  kind: z.literal('Status'),
  message: Text,
  reason: Text,
  details: z
    .object({
      kind: Text,
      name: Text,
      causes: z
        .array(z.object({ reason: Text, message: Text, field: Text }))
        .catch([])
        .default([]),
    })
    .catch({ kind: '', name: '', causes: [] })
    .default({ kind: '', name: '', causes: [] }),
});

/** Why the API refused, in its own words. */
export interface ApiFailure {
  /** `Conflict`, `Invalid`, `Forbidden`, `NotFound`, …; empty where it gave none. */
  readonly reason: string;
  readonly message: string;
  /** What it is about, as the API names it: `namespaces`, `konecta-erp`. */
  readonly about: { readonly kind: string; readonly name: string };
  readonly causes: readonly {
    readonly reason: string;
    readonly message: string;
    readonly field: string;
  }[];
}

export function readFailure(body: unknown): ApiFailure {
  const parsed = Status.safeParse(body);
  if (!parsed.success) {
    const message = typeof body === 'string' ? body : '';
    return { reason: '', message: bounded(message), about: { kind: '', name: '' }, causes: [] };
  }
  const { message, reason, details } = parsed.data;
  return {
    reason,
    message: bounded(message),
    about: { kind: details.kind, name: details.name },
    causes: details.causes
      .slice(0, CAUSES_MAX)
      .map((cause) => ({ ...cause, message: bounded(cause.message) })),
  };
}

function bounded(text: string): string {
  return text.length <= MESSAGE_CHARACTERS_MAX ? text : `${text.slice(0, MESSAGE_CHARACTERS_MAX)}…`;
}
