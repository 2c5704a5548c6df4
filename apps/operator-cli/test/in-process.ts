import { runCommandLine, type Surroundings } from '../src/index.ts';
import { CLEAN, type Finished } from './command-line.ts';

/** The SDK reads credentials, and how often it tries, from the process's own environment. */
Object.assign(process.env, CLEAN);

/**
 * The command inside the test's own process: what `main.ts` calls, without a second in which a
 * program is loaded. On a pipe, as every test's. Signals and exits are a process's: those tests
 * start one (`command-line.ts`).
 */
export async function perform(words: readonly string[]): Promise<Finished> {
  let stdout = '';
  let stderr = '';
  const surroundings = {
    stdin: { isTTY: false },
    stdout: { isTTY: false, write: (text: string) => Boolean((stdout += text)) },
    stderr: { isTTY: false, write: (text: string) => Boolean((stderr += text)) },
    env: { ...process.env },
    on: () => undefined,
    off: () => undefined,
    exit: (code: number) => {
      throw new TypeError(`nothing may end the tests' own process, found exit(${code})`);
    },
  } as unknown as Surroundings;
  const code = await runCommandLine(words, surroundings);
  return { code, stdout, stderr };
}
