import { createHash } from 'node:crypto';
import { fitsOverrides } from '@understudy/aws-clients/ecs';
import { RECORDS_PREFIX } from '@understudy/aws-clients/s3';
import type { RunIdentity, TerraformRequest } from '@understudy/recovery-messages';
import type * as z from 'zod';

/** The name of the container in the task definition (apps/terraform-runner/resources.yml). */
export const CONTAINER = 'terraform-runner';

/** Room for the callback's token, which is known only when it is too late to ask for another way. */
const TOKEN_CHARACTERS = 1_024;

/** ECS takes 36 and 64 characters. */
const STARTED_BY_DIGITS = 32;

/** What stands in the bucket while a task needs it. */
export interface RequestObject {
  readonly bucket: string;
  readonly key: string;
  readonly content: string;
}

export interface TaskErrand {
  /** Whose task it is: the same for every call of a step, in every execution of its incident. */
  readonly startedBy: string;
  readonly variables: Readonly<Record<string, string>>;
  /** Absent: the request fits into the task's own environment. */
  readonly object?: RequestObject;
}

/**
 * How a request travels to a task. Its object is named by its content, so that a run that was taken
 * up, and asks for something else, never meets what another one wrote.
 */
export function taskErrand(request: TerraformRequest): TaskErrand {
  const content = JSON.stringify(request);
  const startedBy = startedByOf(request.run);
  const inline = { UNDERSTUDY_REQUEST: content };
  const environment = { ...inline, UNDERSTUDY_CALLBACK_TOKEN: 'x'.repeat(TOKEN_CHARACTERS) };
  if (fitsOverrides({ container: CONTAINER, environment })) return { startedBy, variables: inline };
  const { bucket } = request.state;
  const { incident, step } = request.run;
  const key = `${RECORDS_PREFIX}requests/${incident}-${step}-${digest(content, 16)}.json`;
  return {
    startedBy,
    variables: { UNDERSTUDY_REQUEST_OBJECT: JSON.stringify({ bucket, key }) },
    object: { bucket, key, content },
  };
}

/** Not the owner: another execution of the incident must find the task as its own. */
export function startedByOf({ plan, incident, step }: z.infer<typeof RunIdentity>): string {
  return `us-${digest(JSON.stringify([plan, incident, step]), STARTED_BY_DIGITS)}`;
}

/** One callback, one task: however often it is asked for. */
export function clientTokenOf(callbackToken: string): string {
  return digest(callbackToken, 64);
}

function digest(text: string, digits: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, digits);
}
