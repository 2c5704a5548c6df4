import { RetryableError } from '@understudy/errors';
import type { StepScope } from '@understudy/workflow';
import * as z from 'zod';

import { readProbedObject } from './probed-object.ts';
import type { StepFacts, StepKind, StepRun } from './step-kind.ts';

const Input = z.strictObject({
  bucket: z.string().min(3).max(63),
  key: z.string().min(1).max(1_024),
});
type Input = z.infer<typeof Input>;

/**
 * Writes the object that Route 53's inverted health check probes, in the recovery region: no
 * control plane of DNS is asked. Latched: nothing takes it away but an explicit failback.
 */
export const shiftTraffic: StepKind<Input> = {
  name: 'shift-traffic',
  input: Input,
  fromPlan: ({ traffic: { bucket, key } }) => ({ bucket, key }),
  outputs: () => ({}),
  isReversible: () => false,
  // The write itself; health checks follow within 30–90 s beside the run.
  estimate: () => ({ medianSeconds: 1, highSeconds: 5 }),

  async check(step, { signal }) {
    const { bucket, key } = step.input;
    const present = await textOf(step, signal);
    return [
      {
        check: 'traffic goes to the primary region',
        mark: present === undefined ? 'verified' : 'failed',
        words:
          present === undefined
            ? `s3://${bucket}/${key} is not there: traffic has not been shifted.`
            : `s3://${bucket}/${key} is there: traffic is shifted already.`,
        ...(present === undefined
          ? {}
          : { repair: 'apps/dr-orchestrator/README.md, "After a recovery"' }),
      },
    ];
  },

  async run(step) {
    await step.told('shift', (scope) => shift(step, scope));
    return { end: 'done', outputs: {}, sentence: `Traffic goes to ${step.plan.regions.recovery}.` };
  },

  async confirm(step, { signal }) {
    const found = await textOf(step, signal);
    return found === undefined
      ? { confirmed: false, sentence: 'The probed object is not there.' }
      : { confirmed: true, sentence: 'The probed object is there.' };
  },
};

async function shift(
  step: StepRun<Input>,
  scope: StepScope,
): Promise<{ readonly value: null; readonly sentence: string }> {
  const { bucket, key } = step.input;
  const { objects } = step.world.inRegion(step.plan.regions.recovery);
  const content = wantedText(step);
  const present = await readProbedObject(objects, step.input, { signal: scope.signal });
  if (present?.text === content) return { value: null, sentence: 'Traffic is shifted already.' };
  const intent = { phase: 'shift', call: 's3:PutObject', on: [bucket, key], from: 'absent' };
  const condition = present
    ? ({ kind: 'unchanged', etag: present.etag } as const)
    : ({ kind: 'absent' } as const);
  const object = { bucket, key, content, contentType: 'application/json' };
  const answer = await step.change(
    { ...intent, to: content },
    (permit) => objects.put(permit, object, condition),
    scope,
  );
  if (answer.result === 'written') {
    return { value: null, sentence: `s3://${bucket}/${key} is written: traffic shifts.` };
  }
  throw new RetryableError(
    'ObjectChanged',
    `s3://${bucket}/${key}: expected it as it was looked at, found ${answer.result}; the next try looks again`,
  );
}

async function textOf(step: StepFacts<Input>, signal: AbortSignal): Promise<string | undefined> {
  const { objects } = step.world.inRegion(step.plan.regions.recovery);
  return (await readProbedObject(objects, step.input, { signal }))?.text;
}

/** The same text for every try of an incident: a repeat finds its own. */
function wantedText({ plan, incident }: StepRun<Input>): string {
  return JSON.stringify({ plan: plan.name, region: plan.regions.recovery, incident: incident.id });
}
