import { appendFileSync } from 'node:fs';
import { systemClock } from '@understudy/clock';
import { createJournalClient, hostWorkflow, runLocally } from '../src/index.ts';
import { openSqliteJournal } from '../src/local.ts';

/** A program that its test kills while it waits for an answer. Arguments: journal, file of lines. */
const [, , path = '', lines = ''] = process.argv;

function say(line: string): void {
  appendFileSync(lines, `${line}\n`);
}

const journal = openSqliteJournal({ path, version: '1' });
const handler = hostWorkflow(
  (workflow) => workflow.callback('work', async (token) => say(token), { timeoutSeconds: 600 }),
  { client: createJournalClient(journal, systemClock) },
);
const run = { handler, journal, scheduler: systemClock, executionArn: 'local:callback', input: {} };
say(JSON.stringify(await runLocally(run)));
await journal.close();
