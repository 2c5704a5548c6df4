import { TerminalError } from '@understudy/errors';

import { flagOption, type CommandContext, type CommandInput } from './command-spec.ts';

/**
 * Says what will happen, and asks. `--yes` answers for a script; without a person and without it
 * nothing is done.
 */
export async function confirm(
  { output, isInteractive, ask }: CommandContext,
  input: CommandInput,
  consequences: readonly string[],
): Promise<void> {
  for (const line of consequences) output.line(line);
  if (flagOption(input, 'yes')) return;
  if (await ask('Go on?')) return;
  const found = isInteractive ? 'no' : 'nobody to ask and no --yes';
  throw new TerminalError(
    'NotConfirmed',
    `Expected a yes, found ${found}; nothing was done. Next: the same with --yes, if it is meant`,
  );
}
