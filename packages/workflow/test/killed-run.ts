import { appendFileSync, readFileSync } from 'node:fs';
import { systemClock } from '@understudy/clock';
import { toErrorRecord } from '@understudy/errors';
import { createJournalClient, hostWorkflow, runLocally } from '../src/index.ts';
import { openSqliteJournal } from '../src/local.ts';

/**
 * A program that its test kills: each step writes a line, and the third hangs the first time.
 * Arguments: the journal's file, the file of lines, the version of the program.
 */
const [, , path = '', lines = '', version = ''] = process.argv;
const executionArn = 'local:killed-run';

function say(line: string): void {
  appendFileSync(lines, `${line}\n`);
}

try {
  const journal = openSqliteJournal({ path, version });
  const handler = hostWorkflow(
    async (workflow) => {
      await workflow.step('one', async () => say('one'));
      await workflow.wait('breathe', 1);
      await workflow.step('two', async () => say('two'));
      await workflow.step('three', async ({ signal }) => {
        say('three');
        const first = readFileSync(lines, 'utf8').split('three').length === 2;
        if (first) await systemClock.sleep(60_000, signal);
      });
      await workflow.step('four', async () => say('four'));
      return 'done';
    },
    { client: createJournalClient(journal, systemClock) },
  );
  const run = { handler, journal, scheduler: systemClock, executionArn, input: {} };
  say(JSON.stringify(await runLocally(run)));
  await journal.close();
} catch (thrown) {
  process.stderr.write(JSON.stringify(toErrorRecord(thrown)));
  process.exitCode = 1;
}
