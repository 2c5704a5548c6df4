import { createHash } from 'node:crypto';

import { AwsFault } from '../kernel/aws-fault.ts';
import { unframeBody } from './aws-chunked.ts';
import { isUnbound, readBoundInput } from './http-bindings.ts';
import { BODY_BYTES_MAX } from './open-request.ts';
import { createRestProtocol } from './rest-protocol.ts';
import { restXmlBody } from './rest-xml-protocol.ts';
import { readS3Address } from './s3-address.ts';
import { routeS3 } from './s3-routes.ts';
import type { OperationSchemas, ServiceSchemas } from './service-schemas.ts';
import type { OpenedRequest, Reply } from './wire-messages.ts';
import { recordOf, type DecodedCall, type Exchange, type WireProtocol } from './wire-protocol.ts';
import { element, escapeXml } from './xml-writer.ts';

const PARTIAL_CONTENT = 206;
const SHA256_HEX = /^[0-9a-f]{64}$/;

/**
 * restXml as S3 alone speaks it: the bucket stands in the host or the path, the operation in
 * method, path, query and headers; bodies may be framed; errors and one answer have their own form.
 */
export const s3Protocol: WireProtocol = {
  decode,
  encodeOutput(exchange, operation, output) {
    if (operation.name === 'GetBucketLocation') return locationReply(exchange, output);
    const reply = restXml.encodeOutput(exchange, operation, output);
    const isPartial = recordOf(output)['ContentRange'] !== undefined;
    const status = isPartial ? PARTIAL_CONTENT : reply.status;
    const body = hasBody(exchange, operation) ? reply.body : '';
    return { status, headers: asciiHeaders(reply.headers), body };
  },
  encodeFault,
};

const restXml = createRestProtocol(restXmlBody, encodeFault);

/** documented: an answer whose members are all headers has no body; one to HEAD never has. */
function hasBody({ request }: Exchange, { output }: OperationSchemas): boolean {
  if (request.method === 'HEAD' || !output.isStructSchema()) return false;
  return [...output.structIterator()].some(
    ([, member]) => isUnbound(member) || member.getMergedTraits().httpPayload,
  );
}

function decode(request: OpenedRequest, service: ServiceSchemas): DecodedCall {
  if (request.body.byteLength > BODY_BYTES_MAX) {
    const message = 'Your proposed upload exceeds the maximum allowed size';
    const members = { MaxSizeAllowed: BODY_BYTES_MAX };
    throw new AwsFault('EntityTooLarge', 400, message, members);
  }
  const address = readS3Address(request);
  const operation = operationOf(service, routeS3(request, address));
  verifyContentHash(request);
  const unframed = unframeBody(request);
  const labels = { Bucket: address.bucket ?? '', Key: address.key ?? '' };
  const matched = { operation, labels };
  const input = readBoundInput(unframed, matched, restXmlBody(service));
  if (operation.name === 'DeleteObjects') requireChecksum(unframed);
  return { operation, input };
}

function operationOf(service: ServiceSchemas, name: string): OperationSchemas {
  const operation = service.operations.get(name);
  if (operation) return operation;
  throw new AwsFault('NotImplemented', 501, `The simulator does not implement ${name}.`);
}

/** documented: the hash in the signature is that of the body, where it is one. */
function verifyContentHash({ headers, body }: OpenedRequest): void {
  const said = headers['x-amz-content-sha256'];
  if (said === undefined || !SHA256_HEX.test(said)) return;
  const computed = createHash('sha256').update(body).digest('hex');
  if (computed === said) return;
  const message = "The provided 'x-amz-content-sha256' header does not match what was computed.";
  const members = { ClientComputedContentSHA256: said, S3ComputedContentSHA256: computed };
  throw new AwsFault('XAmzContentSHA256Mismatch', 400, message, members);
}

/** documented: a deletion of several objects must prove that its list arrived whole. */
function requireChecksum({ headers }: OpenedRequest): void {
  const isGiven = Object.keys(headers).some(
    (name) => name === 'content-md5' || name.startsWith('x-amz-checksum-'),
  );
  if (isGiven) return;
  const message = 'Missing required header for this request: Content-MD5 OR x-amz-checksum-*';
  throw new AwsFault('InvalidRequest', 400, message);
}

/** documented: the region is the root element's own text, and empty for us-east-1. */
function locationReply(exchange: Exchange, output: unknown): Reply {
  const region = textOf(recordOf(output)['LocationConstraint']) ?? '';
  const { xmlNamespace } = exchange.service?.description.rest ?? {};
  return {
    status: 200,
    headers: { 'content-type': 'application/xml' },
    body: element('LocationConstraint', escapeXml(region), xmlNamespace),
  };
}

function encodeFault(exchange: Exchange, fault: AwsFault): Reply {
  const { code, status, message, members } = asEndpointSees(exchange, fault);
  const details = Object.entries(members)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => element(name, escapeXml(String(value))))
    .join('');
  const error =
    element('Code', escapeXml(code)) +
    element('Message', escapeXml(message)) +
    details +
    element('RequestId', exchange.requestId) +
    element('HostId', 'understudy');
  const isBodiless = exchange.request.method === 'HEAD' || status === 304;
  return {
    status,
    headers: { 'content-type': 'application/xml', ...faultHeaders(members) },
    body: isBodiless ? '' : `<?xml version="1.0" encoding="UTF-8"?>\n${element('Error', error)}`,
  };
}

/**
 * documented: a request that reached the wrong region's host is redirected. One that came to an
 * endpoint of its own cannot be: its signature names the wrong region.
 */
function asEndpointSees({ request }: Exchange, fault: AwsFault): AwsFault {
  if (fault.code !== 'PermanentRedirect' || isAwsHost(request)) return fault;
  const { Region: region } = fault.members;
  const message = `The authorization header is malformed; the region is wrong; expecting '${String(region)}'`;
  return new AwsFault('AuthorizationHeaderMalformed', 400, message, { Region: region });
}

function isAwsHost(request: OpenedRequest): boolean {
  return readS3Address({ ...request, path: '/' }).hostRegion !== undefined;
}

function faultHeaders(members: AwsFault['members']): Record<string, string> {
  const told = {
    'x-amz-bucket-region': textOf(members['Region']),
    'x-amz-version-id': textOf(members['VersionId']),
    ...(members['DeleteMarker'] === true ? { 'x-amz-delete-marker': 'true' } : {}),
  };
  return Object.fromEntries(
    Object.entries(told).flatMap(([name, text]) => (text === undefined ? [] : [[name, text]])),
  );
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** documented: metadata that a header cannot hold is answered in the form of RFC 2047. */
function asciiHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      /^[\x20-\x7e]*$/.test(value) ? value : `=?UTF-8?B?${Buffer.from(value).toString('base64')}?=`,
    ]),
  );
}
