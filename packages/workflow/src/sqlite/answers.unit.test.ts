import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMemoryStage, tellStory } from '../../test/story.ts';
import { writeApprovalAnswer } from '../approval.ts';
import { createJournalClient } from '../journal/journal-client.ts';
import { leaveAnswer } from './answers.ts';
import { openSqliteJournal } from './sqlite-journal.ts';

const directory = mkdtempSync(join(tmpdir(), 'understudy-answers-'));
const path = join(directory, 'journal.db');

afterAll(() => rmSync(directory, { recursive: true }));

it('hears within a second what another process answers, and refuses a second answer', async () => {
  const { clock, sdk } = createMemoryStage();
  const journal = openSqliteJournal({ path, version: '1' });
  const stage = { clock, sdk, journal, client: () => createJournalClient(journal, clock) };
  const answer = { outcome: 'approved', by: 'ada', comment: 'go' } as const;
  const end = { result: writeApprovalAnswer(answer) };
  const second: unknown[] = [];

  const { outcome, seconds } = await tellStory(
    (workflow) =>
      workflow.approval(
        'ask',
        async (callbackId) => {
          clock.schedule(clock.now() + 30_000, () => {
            leaveAnswer({ path, callbackId, end, now: clock.now() });
            try {
              leaveAnswer({ path, callbackId, end, now: clock.now() });
            } catch (thrown) {
              second.push(Reflect.get(Object(thrown), 'code'));
            }
          });
        },
        { timeoutSeconds: 600 },
      ),
    {},
    stage,
  );
  await journal.close();

  expect(outcome).toEqual({ status: 'SUCCEEDED', result: answer });
  expect(seconds).toBeLessThan(32);
  expect(second).toEqual(['CallbackNotOpen']);
});

it('refuses a token that is none of ours', () => {
  expect(() => leaveAnswer({ path, callbackId: 'nonsense', end: {}, now: 0 })).toThrow(
    expect.objectContaining({ code: 'CallbackNotOpen' }),
  );
});
