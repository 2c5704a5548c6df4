import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createJournalClient } from '../src/index.ts';
import { openSqliteJournal } from '../src/local.ts';
import { describeJournal } from './contract.ts';
import { createMemoryStage } from './story.ts';

const directory = mkdtempSync(join(tmpdir(), 'understudy-journal-'));
let files = 0;

afterAll(() => rmSync(directory, { recursive: true }));

describeJournal('SQLite', async () => {
  const { clock, sdk } = createMemoryStage();
  const journal = openSqliteJournal({ path: join(directory, `${++files}.db`), version: '1' });
  return { clock, sdk, journal, client: (hooks) => createJournalClient(journal, clock, hooks) };
});
