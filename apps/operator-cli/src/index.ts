export { COMMANDS } from './commands/index.ts';
export { OUTCOME_EXIT_CODES } from './output/exit-codes.ts';
export { runCommandLine, type Surroundings } from './run-command-line.ts';
