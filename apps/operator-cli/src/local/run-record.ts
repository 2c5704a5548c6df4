import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { TerminalError } from '@understudy/errors';
import * as z from 'zod';

/** A run that this machine began and has not ended: what a second start goes on with. */
export interface RunRecord<Input> {
  readonly executionArn: string;
  readonly ownerId: string;
  readonly person: string;
  readonly input: Input;
}

export interface RunFile<Input> {
  read(): RunRecord<Input> | undefined;
  write(record: RunRecord<Input>): void;
  remove(): void;
}

/** The record stands beside the journal. Ours alone: it is written and read by this file. */
export function openRunFile<Input>(journalPath: string, input: z.ZodType<Input>): RunFile<Input> {
  const file = `${journalPath}.run.json`;
  const stored = z.object({
    executionArn: z.string(),
    ownerId: z.string(),
    person: z.string(),
    input,
  });
  return {
    read() {
      if (!existsSync(file)) return undefined;
      const parsed = stored.safeParse(parse(readFileSync(file, 'utf8')));
      if (parsed.success) return parsed.data;
      throw new TerminalError(
        'Refused',
        `Expected the record of an unfinished run in ${file}, found something else. Next: look whose lease it is (understudy status), then remove it, or name another --journal`,
      );
    },
    write(record) {
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 });
    },
    remove: () => rmSync(file, { force: true }),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
