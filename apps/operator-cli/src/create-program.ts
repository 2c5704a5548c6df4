import { Command, CommanderError } from 'commander';

import { AWS_OPTIONS, type CommandInput, type CommandSpec } from './commands/command-spec.ts';
import { COMMANDS } from './commands/index.ts';
import { VERSION } from './version.ts';

/** Runs a command that was parsed; the place where context, errors and exit codes are made. */
export type Perform = (spec: CommandSpec, input: CommandInput) => Promise<void>;

const EXIT_CODES_HELP = `
Exit codes: 0 completed, nothing to do or joined; 1 failed; 2 refused; 3 could not be asked; 4 held;
5 a person is asked; 6 put back; 7 needs an operator; 64 the command line is not valid; 130 Ctrl-C.`;

/** The command line as commander knows it. A command of two words goes under a group. */
export function createProgram(
  perform: Perform,
  speak: { out(text: string): void; error(text: string): void },
): Command {
  const program = new Command('understudy')
    .description(
      'Moves a running system from what has failed to what stands by, on AWS, and proves it.',
    )
    .version(VERSION, '--version', 'the version of the command')
    .addHelpText('after', EXIT_CODES_HELP)
    .helpCommand(false)
    // `demo` and `demo dr` share names of options: each belongs to the word that it follows.
    .enablePositionalOptions();
  const groups = new Map<string, Command>();
  for (const spec of COMMANDS) addCommand(parentOf(program, groups, spec), spec, perform);
  settle(program, speak);
  return program;
}

/** `config check [file]` belongs to the group `config`; a group may be a command too. */
function parentOf(program: Command, groups: Map<string, Command>, spec: CommandSpec): Command {
  const words = spec.usage.split(' ').filter((word) => /^[a-z]/.test(word));
  const [group, leaf] = words;
  if (group === undefined || leaf === undefined) return program;
  const known = groups.get(group) ?? program.commands.find((command) => command.name() === group);
  if (known) return known;
  const made = program
    .command(group)
    .summary(GROUP_SUMMARIES[group] ?? '')
    .description(GROUP_SUMMARIES[group] ?? '');
  groups.set(group, made);
  return made;
}

const GROUP_SUMMARIES: Readonly<Record<string, string>> = {
  config: 'the stage file: check it, or print its schema',
};

function addCommand(parent: Command, spec: CommandSpec, perform: Perform): void {
  const words = spec.usage.split(' ');
  const usage = parent.parent ? words.slice(1).join(' ') : spec.usage;
  const command = parent.command(usage).summary(spec.summary);
  command.description(
    [capital(spec.summary), ...(spec.details ? ['', spec.details] : [])].join('\n'),
  );
  const options = [...(spec.options ?? []), ...(spec.asksAws ? AWS_OPTIONS : [])];
  for (const { flags, description } of options) command.option(flags, description);
  command.option('--json', 'the result as one JSON document');
  command.addHelpText(
    'after',
    ['', 'Examples:', ...spec.examples.map((line) => `  ${line}`)].join('\n'),
  );
  command.action(async () => {
    await perform(spec, {
      args: command.processedArgs as (string | undefined)[],
      options: command.opts(),
    });
  });
}

/** As wide as our own lines. */
const HELP_COLUMNS = 100;

/** Errors are thrown, and every subcommand speaks through the same mouth. */
function settle(
  command: Command,
  speak: { out(text: string): void; error(text: string): void },
): void {
  const all = [
    command,
    ...command.commands,
    ...command.commands.flatMap(({ commands }) => commands),
  ];
  for (const one of all) {
    one.exitOverride().configureOutput({
      writeOut: (text) => speak.out(text),
      writeErr: () => undefined,
      getOutHelpWidth: () => HELP_COLUMNS,
    });
    one.showSuggestionAfterError(true);
  }
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** What commander threw when it only printed help or the version. */
export function isHelp(thrown: unknown): boolean {
  return thrown instanceof CommanderError && thrown.exitCode === 0;
}

/** A command line that commander refuses, in one line. */
export function usageWords(thrown: unknown): string | undefined {
  if (!(thrown instanceof CommanderError)) return undefined;
  if (thrown.code === 'commander.help')
    return 'Expected a command, found none. Next: understudy --help';
  return `${thrown.message.replace(/^error: /, '').replaceAll('\n', ' ')}. Next: understudy --help`;
}
