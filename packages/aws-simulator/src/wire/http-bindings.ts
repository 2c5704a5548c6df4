import type { NormalizedSchema } from '@smithy/core/schema';

import { asBytes, readText, writeText } from './text-scalars.ts';
import type { MatchedOperation } from './uri-templates.ts';
import type { OpenedRequest } from './wire-messages.ts';
import { recordOf } from './wire-protocol.ts';

/** How a REST protocol reads and writes what stands in the body. */
export interface BodyCodec {
  readonly contentType: string;
  read(schema: NormalizedSchema, body: Uint8Array): unknown;
  /** The members of a structure that are bound to nothing else. */
  writeUnbound(schema: NormalizedSchema, value: unknown, name: string): string;
  writePayload(schema: NormalizedSchema, value: unknown): string;
}

/** Whether a member stands in the body and not in the path, the query, a header or the status. */
export function isUnbound(member: NormalizedSchema): boolean {
  const traits = member.getMergedTraits();
  return !(
    traits.httpLabel ||
    traits.httpQuery ||
    traits.httpQueryParams ||
    traits.httpHeader ||
    traits.httpPrefixHeaders !== undefined ||
    traits.httpResponseCode ||
    traits.httpPayload
  );
}

/** An operation's input, from wherever its members are bound to. */
export function readBoundInput(
  request: OpenedRequest,
  matched: MatchedOperation,
  codec: BodyCodec,
): Record<string, unknown> {
  const { input } = matched.operation;
  if (!input.isStructSchema()) return {};
  const members = [...input.structIterator()];
  const inBody = members.some(([, member]) => isUnbound(member)) && request.body.byteLength > 0;
  const struct = { ...recordOf(inBody ? codec.read(input, request.body) : {}) };
  for (const [name, member] of members) {
    if (isUnbound(member)) continue;
    delete struct[name];
    const value = readBound(request, matched, codec, name, member);
    if (value !== undefined) struct[name] = value;
  }
  return struct;
}

function readBound(
  request: OpenedRequest,
  { labels }: MatchedOperation,
  codec: BodyCodec,
  name: string,
  member: NormalizedSchema,
): unknown {
  const traits = member.getMergedTraits();
  if (traits.httpLabel) return readText(member, labels[name] ?? '', 'date-time');
  if (traits.httpQuery) return readQueryMember(member, request.query.getAll(traits.httpQuery));
  if (traits.httpQueryParams) return Object.fromEntries(request.query);
  if (traits.httpHeader) {
    return readHeader(member, request.headers[traits.httpHeader.toLowerCase()]);
  }
  if (traits.httpPrefixHeaders !== undefined) {
    return readPrefixHeaders(request, traits.httpPrefixHeaders.toLowerCase());
  }
  return readPayload(member, request.body, codec);
}

function readQueryMember(member: NormalizedSchema, values: readonly string[]): unknown {
  if (values.length === 0) return undefined;
  if (!member.isListSchema()) return readText(member, values[0] ?? '', 'date-time');
  return values.map((value) => readText(member.getValueSchema(), value, 'date-time'));
}

function readHeader(member: NormalizedSchema, value: string | undefined): unknown {
  if (value === undefined) return undefined;
  if (!member.isListSchema()) return readText(member, value, 'http-date');
  return value
    .split(',')
    .map((each) => readText(member.getValueSchema(), each.trim(), 'http-date'));
}

function readPrefixHeaders(request: OpenedRequest, prefix: string): unknown {
  const found = Object.entries(request.headers).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(found.map(([name, value]) => [name.slice(prefix.length), value]));
}

function readPayload(member: NormalizedSchema, body: Uint8Array, codec: BodyCodec): unknown {
  if (body.byteLength === 0) return undefined;
  if (member.isBlobSchema()) return body;
  if (member.isStringSchema()) return Buffer.from(body).toString('utf8');
  return codec.read(member, body);
}

/** What an output is on the wire: status, headers and body. */
export interface BoundOutput {
  readonly status: number | undefined;
  readonly headers: Record<string, string>;
  readonly body: string | Uint8Array | undefined;
}

export function writeBoundOutput(
  schema: NormalizedSchema,
  output: unknown,
  codec: BodyCodec,
): BoundOutput {
  const record = recordOf(output);
  const headers: Record<string, string> = {};
  let status: number | undefined;
  let body: string | Uint8Array | undefined;
  if (!schema.isStructSchema()) return { status, headers, body };
  for (const [name, member] of schema.structIterator()) {
    const value = record[name];
    if (value === null || value === undefined) continue;
    const traits = member.getMergedTraits();
    if (traits.httpResponseCode) status = Number(value);
    else if (traits.httpPayload) body = writePayload(member, value, codec);
    else if (traits.httpHeader) headers[traits.httpHeader.toLowerCase()] = header(member, value);
    else if (traits.httpPrefixHeaders !== undefined) {
      for (const [key, each] of Object.entries(recordOf(value))) {
        headers[`${traits.httpPrefixHeaders}${key}`.toLowerCase()] = String(each);
      }
    }
  }
  return { status, headers, body };
}

function writePayload(member: NormalizedSchema, value: unknown, codec: BodyCodec) {
  if (member.isBlobSchema()) return asBytes(value);
  return member.isStringSchema() ? String(value) : codec.writePayload(member, value);
}

function header(member: NormalizedSchema, value: unknown): string {
  if (!member.isListSchema() || !Array.isArray(value)) return writeText(member, value, 'http-date');
  return value.map((each) => writeText(member.getValueSchema(), each, 'http-date')).join(',');
}
