import { toErrorRecord } from '@understudy/errors';
import type { TerraformResult } from '@understudy/recovery-messages';
import { maskedLog } from './masked-log.ts';
import type { Outside } from './outside.ts';
import { createMask } from './process/mask.ts';
import { readRequest } from './requests/read-request.ts';
import { resultOfError } from './requests/results.ts';
import { runTerraform } from './requests/run-terraform.ts';

export interface Served {
  readonly id: string;
  /** When the platform ends us. Epoch milliseconds. */
  readonly endsAtMilliseconds: number;
  readonly stop?: AbortSignal;
}

/** One request from any door: Lambda's, Fargate's, a person's machine. Every answer is a result. */
export async function serveRequest(
  event: unknown,
  outside: Outside,
  { id, endsAtMilliseconds, stop }: Served,
): Promise<TerraformResult> {
  const mask = createMask(outside.settings.secrets);
  const log = maskedLog(outside.log, mask);
  try {
    const request = readRequest(event);
    return await runTerraform(
      request,
      { ...outside, log },
      {
        id,
        mask,
        answerAtMilliseconds: Math.min(
          endsAtMilliseconds,
          request.deadlineMilliseconds ?? Infinity,
        ),
        ...(stop === undefined ? {} : { stop }),
      },
    );
  } catch (thrown) {
    log.warn('refused', { failure: toErrorRecord(thrown) });
    return resultOfError(thrown);
  }
}
