import { Readable } from 'node:stream';
import { HttpResponse, type HttpRequest } from '@smithy/core/protocols';
import type { ClientOptions } from '../src/calls/client-settings.ts';

/** One answer of AWS, or the error that the network gives instead. */
export type FakeAnswer =
  { readonly status?: number; readonly body?: string; readonly date?: string } | Error;

export interface FakeHandler {
  readonly requests: HttpRequest[];
  handle(request: HttpRequest): Promise<{ response: HttpResponse }>;
  /** The bodies that were sent, as form fields. */
  forms(): readonly Record<string, string>[];
}

/** Answers requests one after the other; the last answer repeats. */
export function createFakeHandler(...answers: readonly FakeAnswer[]): FakeHandler {
  const requests: HttpRequest[] = [];
  return {
    requests,
    forms: () => requests.map((one) => Object.fromEntries(new URLSearchParams(String(one.body)))),
    async handle(request) {
      const answer = answers[Math.min(requests.length, answers.length - 1)] ?? {};
      requests.push(request);
      if (answer instanceof Error) throw answer;
      const { status = 200, body = '', date } = answer;
      const headers = { 'x-amzn-requestid': 'request-1', ...(date ? { date } : {}) };
      const stream = Readable.from([Buffer.from(body)]);
      return { response: new HttpResponse({ statusCode: status, headers, body: stream }) };
    },
  };
}

/** Options of a client that talks to a fake handler. */
export function optionsFor(handler: FakeHandler): ClientOptions {
  return {
    region: 'eu-west-1',
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example' },
    requestHandler: { ...handler },
  };
}

/** EC2's way of saying no. */
export function ec2Error(code: string, status: number, message = 'refused'): FakeAnswer {
  const error = `<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  const body = `<Response><Errors>${error}</Errors><RequestID>request-1</RequestID></Response>`;
  return { status, body };
}
