import type { Clock } from '@understudy/clock';
import { TerminalError } from '@understudy/errors';
import type { ChildDeadline } from '../process/child-deadline.ts';
import { createLineSplitter } from '../process/line-splitter.ts';
import type { Mask } from '../process/mask.ts';
import { CAPTURED_BYTES_MAX, STDERR_CHARACTERS_MAX } from '../process/process-limits.ts';
import { runChild, type ChildEnd } from '../process/run-child.ts';
import {
  readMessage,
  type Diagnostic,
  type TerraformMessage,
} from '../progress/terraform-message.ts';

/** Terraform, ready to be told a verb: where it is, where it works, until when. */
export interface Terraform {
  readonly binary: string;
  /** Where the blueprint was extracted. */
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly deadline: ChildDeadline;
  readonly stop?: AbortSignal;
  readonly mask: Mask;
  readonly clock: Clock;
}

export interface VerbEnd extends ChildEnd {
  /** Errors and warnings, in Terraform's own words. */
  readonly diagnostics: readonly Diagnostic[];
  /** What it said on its standard error, masked: of a verb that died before it could say it well. */
  readonly stderr: string;
}

export interface Watching {
  readonly onMessage?: (message: TerraformMessage) => void;
  readonly onStart?: (pid: number) => void;
}

/** Errors kept of one verb. Terraform reports each resource's; the first ones say it all. */
const DIAGNOSTICS_MAX = 100;

/** Runs a verb that speaks `-json`, message by message. */
export async function runVerb(
  terraform: Terraform,
  args: readonly string[],
  watching: Watching = {},
): Promise<VerbEnd> {
  const diagnostics: Diagnostic[] = [];
  const lines = createLineSplitter((line) => {
    const message = readMessage(terraform.mask(line));
    if (message === undefined) return;
    if (message.type === 'diagnostic' && diagnostics.length < DIAGNOSTICS_MAX) {
      diagnostics.push(message.diagnostic);
    }
    watching.onMessage?.(message);
  });
  const end = await run(terraform, args, (chunk) => lines.push(chunk), watching.onStart);
  lines.end();
  return { ...end, diagnostics };
}

/** Runs a verb whose whole output is one document. It may hold secrets: it is never logged. */
export async function captureVerb(
  terraform: Terraform,
  args: readonly string[],
): Promise<VerbEnd & { readonly stdout: string }> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const end = await run(terraform, args, (chunk) => {
    bytes += chunk.length;
    if (bytes <= CAPTURED_BYTES_MAX) chunks.push(chunk);
  });
  if (bytes > CAPTURED_BYTES_MAX) {
    throw new TerminalError(
      'OutputTooLarge',
      `terraform ${args[0] ?? ''}: expected at most ${CAPTURED_BYTES_MAX} bytes, found ${bytes}. ` +
        'Divide the blueprint.',
      { fields: { verb: args[0], bytes } },
    );
  }
  return { ...end, diagnostics: [], stdout: Buffer.concat(chunks).toString('utf8') };
}

async function run(
  terraform: Terraform,
  args: readonly string[],
  onStdout: (chunk: Uint8Array) => void,
  onStart?: (pid: number) => void,
): Promise<ChildEnd & { readonly stderr: string }> {
  let stderr = '';
  const errors = createLineSplitter((line) => {
    if (stderr.length < STDERR_CHARACTERS_MAX) stderr += `${terraform.mask(plain(line))}\n`;
  });
  const { binary: file, directory, environment, deadline, stop, clock } = terraform;
  const end = await runChild(
    {
      file,
      args,
      directory,
      environment,
      deadline,
      onStdout,
      onStderr: (chunk) => errors.push(chunk),
      ...(stop === undefined ? {} : { stop }),
      ...(onStart === undefined ? {} : { onStart }),
    },
    clock,
  );
  errors.end();
  return { ...end, stderr: stderr.trim() };
}

/** Without the colours and frames that some verbs write whatever they are told. */
function plain(line: string): string {
  return line.replaceAll(/\u001b\[[0-9;]*m/g, '').replaceAll(/^[╷│╵]\s?/g, '');
}
