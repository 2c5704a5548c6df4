import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import type { FailoverInput, OrderTrigger } from '@understudy/sns-instance-failover';
import * as z from 'zod';

/** A run that this machine began and has not ended: what a second start goes on with. */
export interface RunRecord {
  readonly executionArn: string;
  readonly ownerId: string;
  readonly person: string;
  readonly input: FailoverInput;
}

/** Ours alone: it is written and read by this file. */
const Stored = z.object({
  executionArn: z.string(),
  ownerId: z.string(),
  person: z.string(),
  input: z.object({
    service: z.string(),
    incidentId: z.string(),
    rehearse: z.boolean(),
    trigger: z.custom<OrderTrigger>((value) => Reflect.get(Object(value), 'kind') === 'order'),
  }),
});

export interface RunFile {
  read(): RunRecord | undefined;
  write(record: RunRecord): void;
  remove(): void;
}

/** The record stands beside the journal. */
export function openRunFile(journalPath: string): RunFile {
  const file = `${journalPath}.run.json`;
  return {
    read() {
      if (!existsSync(file)) return undefined;
      const parsed = Stored.safeParse(JSON.parse(readFileSync(file, 'utf8')));
      return parsed.success ? parsed.data : undefined;
    },
    write(record) {
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 });
    },
    remove: () => rmSync(file, { force: true }),
  };
}
