import { runCommandLine } from './run-command-line.ts';

process.exitCode = await runCommandLine(process.argv.slice(2), process);
// An answer that never comes (a frozen simulator) must not keep the command alive.
process.exit();
