import type { Clock } from '@understudy/clock';
import { TerminalError } from '@understudy/errors';

import type { Screen } from '../board/show-board.ts';
import type { Output } from '../output/output.ts';
import type { Settings } from '../settings.ts';

/** What every command is given. */
export interface CommandContext {
  readonly settings: Settings;
  readonly output: Output;
  /** The machine's own clock: for pacing and progress, never for deadlines that AWS compares. */
  readonly real: Clock;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** A terminal that can be drawn upon. */
  readonly screen?: Screen;
  /** Whether a person is there to answer a question. */
  readonly isInteractive: boolean;
  /** Asks and waits for `y`; false without a person. */
  readonly ask: (question: string) => Promise<boolean>;
}

export interface CommandInput {
  readonly args: readonly (string | undefined)[];
  readonly options: Readonly<Record<string, unknown>>;
}

export interface OptionSpec {
  /** As commander reads it: `--seed <text>`. */
  readonly flags: string;
  readonly description: string;
}

/** One command: what `--help` says of it, and what it does. Returns its exit code. */
export interface CommandSpec {
  /** `why <incident>`. */
  readonly usage: string;
  readonly summary: string;
  readonly details?: string;
  readonly examples: readonly string[];
  readonly options?: readonly OptionSpec[];
  /** Adds `--stage`, `--region`, `--endpoint`. */
  readonly asksAws?: boolean;
  act(context: CommandContext, input: CommandInput): Promise<number>;
}

export const AWS_OPTIONS: readonly OptionSpec[] = [
  { flags: '--stage <name>', description: 'the deployed stage (UNDERSTUDY_STAGE; default prod)' },
  { flags: '--region <name>', description: 'the region that acts (AWS_REGION)' },
  {
    flags: '--endpoint <url>',
    description: 'another AWS, such as the simulator (AWS_ENDPOINT_URL)',
  },
];

export const YES_OPTION: OptionSpec = {
  flags: '--yes',
  description: 'do it without asking: for scripts',
};

/** A mistake in how the command was called: exit code 64. */
export function usageError(expected: string, found: string, next: string): TerminalError {
  return new TerminalError('Usage', `Expected ${expected}, found ${found}. Next: ${next}`);
}

export function textOption(input: CommandInput, name: string): string | undefined {
  const value = input.options[name];
  return typeof value === 'string' ? value : undefined;
}

export function flagOption(input: CommandInput, name: string): boolean {
  return input.options[name] === true;
}

/** A number within bounds, or the default when the option is absent. */
export function numberOption(
  input: CommandInput,
  name: string,
  bounds: { readonly default: number; readonly min: number; readonly max: number },
): number {
  const text = textOption(input, name);
  if (text === undefined) return bounds.default;
  const value = Number(text);
  if (text.trim() !== '' && value >= bounds.min && value <= bounds.max) return value;
  throw usageError(
    `--${name} from ${bounds.min} to ${bounds.max}`,
    JSON.stringify(text),
    `leave it out for ${bounds.default}`,
  );
}

export function requiredText(input: CommandInput, name: string, why: string): string {
  const value = textOption(input, name)?.trim();
  if (value) return value;
  throw usageError(`--${name} "<text>" (${why})`, 'none', `add --${name} "…"`);
}

/** An argument that commander has checked to be there. */
export function argument(input: CommandInput, index: number): string {
  return input.args[index] ?? '';
}
