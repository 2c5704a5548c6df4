import type { OutgoingHttpHeaders } from 'node:http';

import { toErrorRecord } from '@understudy/errors';

/** Everything under it is the simulator's own and never AWS's. */
const PREFIX = '/_understudy/';
const VERB = /^[a-z][a-z0-9-]*$/;

/** Carries out a verb of the simulator's own: `fault`, `speed`, `state`. */
export type ControlHandler = (verb: string, body: unknown) => Promise<unknown>;

export interface ControlRequest {
  readonly method: string;
  readonly path: string;
  readonly contentType: string;
  readonly body: Uint8Array;
}

export interface ControlReply {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: string;
}

export function isControlPath(path: string): boolean {
  return path.startsWith(PREFIX);
}

export async function answerControl(
  request: ControlRequest,
  control: ControlHandler | undefined,
): Promise<ControlReply> {
  const verb = request.path.slice(PREFIX.length).split('?')[0] ?? '';
  if (verb === 'health' && request.method === 'GET') return json(200, { status: 'ok' });
  if (!control || !VERB.test(verb)) {
    return refusal(404, 'UnknownVerb', `There is no ${request.method} ${request.path}.`);
  }
  if (request.method !== 'POST') return refusal(405, 'MethodNotAllowed', 'Expected a POST.');
  // A page in a browser can post any body but this type to a local port without being asked.
  if (!request.contentType.startsWith('application/json')) {
    return refusal(415, 'ContentTypeNotJson', 'Expected content-type: application/json.');
  }
  return perform(verb, request.body, control);
}

async function perform(
  verb: string,
  body: Uint8Array,
  control: ControlHandler,
): Promise<ControlReply> {
  let parsed: unknown;
  try {
    parsed = body.byteLength === 0 ? {} : JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    return refusal(400, 'BodyNotJson', 'Expected a body of JSON.');
  }
  try {
    return json(200, (await control(verb, parsed)) ?? {});
  } catch (thrown) {
    return json(400, { error: toErrorRecord(thrown) });
  }
}

function refusal(status: number, code: string, message: string): ControlReply {
  return json(status, { error: { code, message, retryable: false, fields: {} } });
}

function json(status: number, document: unknown): ControlReply {
  return {
    status,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(document),
  };
}
