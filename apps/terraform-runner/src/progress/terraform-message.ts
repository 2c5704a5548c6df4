import * as z from 'zod';

/** Only what is read; Terraform adds fields and types from version to version. */
const Resource = z.object({ addr: z.string().max(2048), resource_type: z.string().max(256) });

const Range = z.object({
  filename: z.string(),
  start: z.object({ line: z.number(), column: z.number() }),
});

const DiagnosticShape = z.object({
  severity: z.string(),
  summary: z.string(),
  detail: z.string().default(''),
  address: z.string().max(2048).optional(),
  range: Range.optional(),
});
export type Diagnostic = z.infer<typeof DiagnosticShape>;

const Hook = z.object({
  resource: Resource,
  action: z.string().optional(),
  elapsed_seconds: z.number().optional(),
  provisioner: z.string().optional(),
  output: z.string().optional(),
});

const HOOKS = [
  'apply_start',
  'apply_progress',
  'apply_complete',
  'apply_errored',
  'provision_start',
  'provision_progress',
  'provision_complete',
  'provision_errored',
  'refresh_start',
  'refresh_complete',
] as const;

const Base = { '@message': z.string(), '@timestamp': z.string() };

const Message = z.discriminatedUnion('type', [
  z.object({ ...Base, type: z.enum(HOOKS), hook: Hook }),
  z.object({
    ...Base,
    type: z.enum(['planned_change', 'resource_drift']),
    change: z.object({ resource: Resource, action: z.string(), reason: z.string().optional() }),
  }),
  z.object({
    ...Base,
    type: z.literal('change_summary'),
    changes: z.object({
      add: z.int(),
      change: z.int(),
      remove: z.int(),
      import: z.int().default(0),
      operation: z.string(),
    }),
  }),
  z.object({ ...Base, type: z.literal('diagnostic'), diagnostic: DiagnosticShape }),
  z.object({ ...Base, type: z.literal('version') }),
]);

/** A line of Terraform's `-json` output, of the kinds that we know what to do with. */
export type TerraformMessage = z.infer<typeof Message>;

/** The line as a message; `undefined`: another kind, or no message at all (`init` mixes in text). */
export function readMessage(line: string): TerraformMessage | undefined {
  let data: unknown;
  try {
    data = JSON.parse(line);
  } catch {
    return undefined;
  }
  return Message.safeParse(data).data;
}

const SAID_WITHOUT_LOCK: readonly string[] = ['version', 'diagnostic', 'change_summary'];

/** Kinds that Terraform says only while it holds the state's lock. */
export function isSaidUnderLock({ type }: TerraformMessage): boolean {
  return !SAID_WITHOUT_LOCK.includes(type);
}

/** A diagnostic as one sentence with its place: `main.tf line 3: Missing newline …`. */
export function describeDiagnostic({ summary, detail, address, range }: Diagnostic): string {
  const place =
    range === undefined ? (address ?? '') : `${range.filename} line ${range.start.line}`;
  const words = [summary, detail].map((part) => part.trim()).filter((part) => part !== '');
  return `${place === '' ? '' : `${place}: `}${words.join('. ').replaceAll(/\s+/g, ' ')}`;
}
