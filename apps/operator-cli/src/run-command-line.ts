import { createInterface } from 'node:readline/promises';

import { systemClock } from '@understudy/clock';
import { hasCode, toErrorRecord } from '@understudy/errors';

import type { CommandContext, CommandInput, CommandSpec } from './commands/command-spec.ts';
import { createProgram, isHelp, usageWords } from './create-program.ts';
import {
  EXIT_INTERRUPTED,
  EXIT_TERMINATED,
  EXIT_USAGE,
  OUTCOME_EXIT_CODES,
} from './output/exit-codes.ts';
import { createOutput, type Output } from './output/output.ts';
import { readSettings, type Settings } from './settings.ts';

/** The process as the command sees it. */
export type Surroundings = Pick<
  NodeJS.Process,
  'stdin' | 'stdout' | 'stderr' | 'on' | 'off' | 'env' | 'exit'
>;

/** Orders that the present state, or the machine, does not allow: nothing was done. */
const REFUSALS = ['OrderOutdated', 'ClockSkew', 'Refused', 'NotConfirmed', 'ConfigurationInvalid'];

/** Parses, performs, and answers with the exit code. Never throws. */
export async function runCommandLine(words: readonly string[], io: Surroundings): Promise<number> {
  const json = words.includes('--json');
  const base = readSettings(io.env);
  const output = createOutput({ json, color: base.color, stdout: io.stdout, stderr: io.stderr });
  let code = 0;
  const speak = {
    out: (text: string) => void io.stdout.write(text),
    error: (text: string) => output.error(text),
  };
  const program = createProgram(async (spec, input) => {
    code = await perform(spec, input, { base, output, io });
  }, speak);
  try {
    await program.parseAsync(words.length === 0 ? ['--help'] : words, { from: 'user' });
    return code;
  } catch (thrown) {
    if (isHelp(thrown)) return 0;
    return fail(output, thrown);
  }
}

async function perform(
  spec: CommandSpec,
  input: CommandInput,
  {
    base,
    output,
    io,
  }: { readonly base: Settings; readonly output: Output; readonly io: Surroundings },
): Promise<number> {
  const interruption = watchSignals(io);
  try {
    const context = createContext({ base, output, io, input, signal: interruption.signal });
    return await spec.act(context, input);
  } catch (thrown) {
    const code = interruption.code();
    if (code === undefined) throw thrown;
    output.settle();
    return code;
  } finally {
    output.settle();
    interruption.stop();
  }
}

interface ContextParts {
  readonly base: Settings;
  readonly output: Output;
  readonly io: Surroundings;
  readonly input: CommandInput;
  readonly signal: AbortSignal;
}

function createContext({ base, output, io, input, signal }: ContextParts): CommandContext {
  const { stage, region, endpoint } = input.options as Readonly<Record<string, string | undefined>>;
  const isInteractive = Boolean(io.stdin.isTTY && io.stderr.isTTY);
  return {
    settings: {
      ...base,
      stage: stage ?? base.stage,
      ...(stage === undefined ? {} : { stageSaid: stage }),
      region: region ?? base.region,
      endpoint: endpoint ?? base.endpoint,
      ...(endpoint === undefined ? {} : { endpointFlag: endpoint }),
    },
    output,
    real: systemClock,
    signal,
    isInteractive,
    ...(output.moves && { screen: io.stdout }),
    async ask(question) {
      if (!isInteractive) return false;
      output.settle();
      const prompt = createInterface({ input: io.stdin, output: io.stderr });
      try {
        const answer = await prompt.question(`${question} [y/N] `, { signal });
        return /^y(es)?$/i.test(answer.trim());
      } finally {
        prompt.close();
      }
    },
  };
}

/** The first Ctrl-C ends the command in order; a second one at once. */
function watchSignals(io: Surroundings): {
  readonly signal: AbortSignal;
  code(): number | undefined;
  stop(): void;
} {
  const controller = new AbortController();
  let code: number | undefined;
  const onSignal = (name: NodeJS.Signals): void => {
    if (code !== undefined) io.exit(code);
    code = name === 'SIGTERM' ? EXIT_TERMINATED : EXIT_INTERRUPTED;
    controller.abort(new DOMException('The command was interrupted', 'AbortError'));
  };
  io.on('SIGINT', onSignal);
  io.on('SIGTERM', onSignal);
  return {
    signal: controller.signal,
    code: () => code,
    stop() {
      io.off('SIGINT', onSignal);
      io.off('SIGTERM', onSignal);
    },
  };
}

/** One sentence, and its code. */
function fail(output: Output, thrown: unknown): number {
  const usage = usageWords(thrown);
  if (usage !== undefined) {
    output.data({ error: { code: 'Usage', message: usage } });
    output.error(`understudy: ${usage}`);
    return EXIT_USAGE;
  }
  const record = toErrorRecord(thrown);
  output.data({ error: record });
  output.error(`understudy: ${record.message}`);
  if (hasCode(thrown, 'Usage')) return EXIT_USAGE;
  return REFUSALS.some((code) => hasCode(thrown, code))
    ? OUTCOME_EXIT_CODES.refused
    : OUTCOME_EXIT_CODES.failed;
}
