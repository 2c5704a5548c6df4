import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { systemClock } from '@understudy/clock';
import { leaveAnswer, openSqliteJournal } from '../src/local.ts';

/** Long enough for a slow machine to start a process and run three steps and a wait. */
const PATIENCE_MILLISECONDS = 20_000;

const directory = mkdtempSync(join(tmpdir(), 'understudy-killed-'));
const path = join(directory, 'deeper', 'journal.db');
const linesPath = join(directory, 'lines');
const children: ChildProcess[] = [];

afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(directory, { recursive: true });
});

interface Run {
  readonly child: ChildProcess;
  readonly end: Promise<{ readonly code: number | null; readonly stderr: string }>;
}

function startProgram(version: string): Run {
  return start('killed-run.ts', path, linesPath, version);
}

function start(file: string, ...values: readonly string[]): Run {
  const program = join(__dirname, file);
  const child = spawn(process.execPath, ['--no-warnings', program, ...values]);
  children.push(child);
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const end = new Promise<{ code: number | null; stderr: string }>((resolve) => {
    child.on('close', (code) => resolve({ code, stderr }));
  });
  return { child, end };
}

function readLines(file = linesPath): string[] {
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
}

async function untilLine(line: string): Promise<void> {
  const deadline = systemClock.now() + PATIENCE_MILLISECONDS;
  while (!readLines().includes(line) && systemClock.now() < deadline) await systemClock.sleep(20);
  expect(readLines()).toContain(line);
}

async function untilLines(file: string, count: number): Promise<void> {
  const deadline = systemClock.now() + PATIENCE_MILLISECONDS;
  while (readLines(file).length < count && systemClock.now() < deadline)
    await systemClock.sleep(20);
  expect(readLines(file)).toHaveLength(count);
}

async function untilRemembered(file: string): Promise<void> {
  const database = new DatabaseSync(file, { readOnly: true });
  const bodies = database.prepare('SELECT body FROM operations');
  const remembered = (): boolean =>
    bodies.all().some(({ body }) => /"Name":"work:submit".*"SUCCEEDED"/.test(String(body)));
  const deadline = systemClock.now() + PATIENCE_MILLISECONDS;
  while (!remembered() && systemClock.now() < deadline) await systemClock.sleep(20);
  expect(remembered()).toBe(true);
  database.close();
}

it('goes on after SIGKILL where it was, for one process of the same version at a time', async () => {
  const first = startProgram('1');
  await untilLine('three');

  const second = await startProgram('1').end;
  first.child.kill('SIGKILL');
  await first.end;
  const otherVersion = await startProgram('2').end;
  const third = await startProgram('1').end;
  const fourth = await startProgram('1').end;

  expect(second.code).toBe(1);
  expect(JSON.parse(second.stderr)).toMatchObject({
    code: 'ExecutionHasOwner',
    fields: { pid: first.child.pid },
  });
  expect(otherVersion.code).toBe(1);
  expect(JSON.parse(otherVersion.stderr)).toMatchObject({
    code: 'JournalVersionMismatch',
    fields: { expected: '2', found: '1' },
  });
  expect(third).toEqual({ code: 0, stderr: '' });
  expect(fourth).toEqual({ code: 0, stderr: '' });
  const outcome = JSON.stringify({ status: 'SUCCEEDED', result: 'done' });
  expect(readLines()).toEqual(['one', 'two', 'three', 'three', 'four', outcome, outcome]);
});

it('hears after SIGKILL what was answered while no process was there, and submits no second time', async () => {
  const journal = join(directory, 'callback.db');
  const lines = join(directory, 'callback-lines');
  const first = start('killed-callback.ts', journal, lines);
  await untilLines(lines, 1);
  // The token stands in the file before the step that hands it on is remembered as done.
  await untilRemembered(journal);

  first.child.kill('SIGKILL');
  await first.end;
  const [callbackId = ''] = readLines(lines);
  leaveAnswer({ path: journal, callbackId, end: { result: 'built' }, now: systemClock.now() });
  const second = await start('killed-callback.ts', journal, lines).end;

  const result = { outcome: 'answered', answer: 'built' };
  const outcome = JSON.stringify({ status: 'SUCCEEDED', result });
  expect(second).toEqual({ code: 0, stderr: '' });
  expect(readLines(lines)).toEqual([callbackId, outcome]);
});

it('refuses a journal file of another format, saying expected and found', () => {
  const other = join(directory, 'other.db');
  const database = new DatabaseSync(other);
  database.exec('PRAGMA user_version = 99');
  database.close();

  expect(() => openSqliteJournal({ path: other, version: '1' })).toThrow(
    expect.objectContaining({
      code: 'JournalVersionMismatch',
      message: expect.stringMatching(/expected .* format 1, found format 99; finish/),
    }),
  );
});
