import { AwsFault } from '../kernel/aws-fault.ts';
import type { OpenedRequest } from './wire-messages.ts';

/** What a signature says of its request. The signature itself is not verified: no secret is real. */
export interface SigningScope {
  readonly accessKeyId: string;
  readonly region: string;
  readonly service: string;
  readonly signedAtMilliseconds: number;
}

const CREDENTIAL = /Credential=([^,\s]+)/;
const AMZ_DATE = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;

/** From the Authorization header or a presigned URL's query. */
export function readSigningScope(request: OpenedRequest): SigningScope {
  const authorization = request.headers['authorization'];
  const presigned = request.query.get('X-Amz-Credential') ?? undefined;
  if (authorization === undefined && presigned === undefined) {
    throw new AwsFault('MissingAuthenticationToken', 403, 'Request is missing a signature.');
  }
  const credential = presigned ?? CREDENTIAL.exec(authorization ?? '')?.[1];
  const [accessKeyId, , region, service, terminator] = credential?.split('/') ?? [];
  if (!accessKeyId || !region || !service || terminator !== 'aws4_request') {
    throw incomplete(
      'Credential=<access key>/<day>/<region>/<service>/aws4_request in Authorization',
    );
  }
  return { accessKeyId, region, service, signedAtMilliseconds: readSigningTime(request) };
}

function readSigningTime(request: OpenedRequest): number {
  const amzDate = request.headers['x-amz-date'] ?? request.query.get('X-Amz-Date');
  const parts = AMZ_DATE.exec(amzDate ?? '');
  const milliseconds = parts
    ? Date.parse(`${parts[1]}-${parts[2]}-${parts[3]}T${parts[4]}:${parts[5]}:${parts[6]}Z`)
    : Date.parse(amzDate ?? request.headers['date'] ?? '');
  if (Number.isNaN(milliseconds)) throw incomplete('X-Amz-Date as 20260102T030405Z');
  return milliseconds;
}

function incomplete(expected: string): AwsFault {
  return new AwsFault('IncompleteSignature', 400, `The request's signature lacks ${expected}.`);
}
