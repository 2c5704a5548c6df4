import { gzipSync } from 'node:zlib';

import { createVirtualClock } from '@understudy/clock';

import { createFixtureWorld, signedRequest } from '../../test/wire-fixtures.ts';
import { BODY_BYTES_MAX } from './open-request.ts';
import type { WireRequest, WireResponse } from './wire-messages.ts';

const NOON = Date.parse('2026-03-01T12:00:00Z');

const fixture = createFixtureWorld(createVirtualClock(NOON));

function textOf(response: WireResponse): string {
  return Buffer.from(response.body).toString('utf8');
}

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const CBOR = { 'smithy-protocol': 'rpc-v2-cbor', 'content-type': 'application/cbor' };

function target(name: string): Record<string, string> {
  return { 'x-amz-target': name, 'content-type': 'application/x-amz-json-1.0' };
}

function nested(levels: number): string {
  return `${'{"L":['.repeat(levels)}{"S":"x"}${']}'.repeat(levels)}`;
}

interface HostileCase {
  readonly what: string;
  readonly request: WireRequest;
  readonly status: number;
  readonly code: string;
}

const HOSTILE: readonly HostileCase[] = [
  {
    what: 'no signature',
    request: { ...signedRequest('ec2', { headers: FORM }), headers: FORM },
    status: 403,
    code: 'MissingAuthenticationToken',
  },
  {
    what: 'a malformed Authorization',
    request: signedRequest('ec2', {
      headers: { authorization: 'AWS4-HMAC-SHA256 Credential=x/y' },
    }),
    status: 400,
    code: 'IncompleteSignature',
  },
  {
    what: 'a malformed date',
    request: signedRequest('ec2', { headers: { 'x-amz-date': 'yesterday' } }),
    status: 400,
    code: 'IncompleteSignature',
  },
  {
    what: 'a service that does not exist',
    request: signedRequest('teleport', {}),
    status: 400,
    code: 'UnknownService',
  },
  {
    what: 'a service named like a property of objects',
    request: signedRequest('__proto__', {}),
    status: 400,
    code: 'UnknownService',
  },
  {
    what: 'no action',
    request: signedRequest('ec2', { headers: FORM, body: 'Version=1' }),
    status: 400,
    code: 'MissingAction',
  },
  {
    what: 'an unknown action',
    request: signedRequest('ec2', { headers: FORM, body: 'Action=constructor' }),
    status: 400,
    code: 'InvalidAction',
  },
  {
    what: 'an unknown target',
    request: signedRequest('dynamodb', { headers: target('DynamoDB_20120810.Steal'), body: '{}' }),
    status: 400,
    code: 'UnknownOperationException',
  },
  {
    what: 'an unknown path',
    request: signedRequest('lambda', { path: '/2015-03-31/nothing' }),
    status: 404,
    code: 'UnknownOperationException',
  },
  {
    what: 'an unknown CBOR operation',
    request: signedRequest('monitoring', { headers: CBOR, path: '/service/x/operation/Steal' }),
    status: 404,
    code: 'UnknownOperationException',
  },
  {
    what: 'truncated JSON',
    request: signedRequest('dynamodb', {
      headers: target('DynamoDB_20120810.GetItem'),
      body: '{"TableName":"t","Ke',
    }),
    status: 400,
    code: 'SerializationException',
  },
  {
    what: 'JSON of another type',
    request: signedRequest('dynamodb', {
      headers: target('DynamoDB_20120810.GetItem'),
      body: '{"TableName":7}',
    }),
    status: 400,
    code: 'SerializationException',
  },
  {
    what: 'a JSON list in place of an object',
    request: signedRequest('dynamodb', {
      headers: target('DynamoDB_20120810.GetItem'),
      body: '[]',
    }),
    status: 400,
    code: 'SerializationException',
  },
  {
    what: 'JSON nested deeper than a stack',
    request: signedRequest('dynamodb', {
      headers: target('DynamoDB_20120810.GetItem'),
      body: `{"TableName":"t","Key":{"id":${nested(100_000)}}}`,
    }),
    status: 400,
    code: 'SerializationException',
  },
  {
    what: 'truncated CBOR',
    request: signedRequest('monitoring', {
      headers: CBOR,
      path: '/service/x/operation/PutMetricData',
      body: Uint8Array.from([0xbf, 0x69, 0x4e, 0x61]),
    }),
    status: 400,
    code: 'SerializationException',
  },
  {
    what: 'CBOR nested deeper than a stack',
    request: signedRequest('monitoring', {
      headers: CBOR,
      path: '/service/x/operation/PutMetricData',
      body: new Uint8Array(1_000_000).fill(0x81),
    }),
    status: 400,
    code: 'SerializationException',
  },
  {
    what: 'a query parameter nested deeper than a stack',
    request: signedRequest('ec2', {
      headers: FORM,
      body: `Action=DescribeInstances&${'Filter.'.repeat(100_000)}=x`,
    }),
    status: 400,
    code: 'SerializationException',
  },
  {
    what: 'a number that is none',
    request: signedRequest('ec2', {
      headers: FORM,
      body: 'Action=DescribeInstances&MaxResults=many',
    }),
    status: 400,
    code: 'SerializationException',
  },
  {
    what: 'truncated XML',
    request: signedRequest('route53', {
      method: 'POST',
      path: '/2013-04-01/hostedzone/Z1/rrset',
      body: '<ChangeResourceRecordSetsRequest><ChangeBatch>',
    }),
    status: 400,
    code: 'SerializationException',
  },
  {
    what: 'XML with entities of its own',
    request: signedRequest('route53', {
      method: 'POST',
      path: '/2013-04-01/hostedzone/Z1/rrset',
      body: '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
    }),
    status: 400,
    code: 'SerializationException',
  },
  {
    what: 'XML nested deeper than a stack',
    request: signedRequest('route53', {
      method: 'POST',
      path: '/2013-04-01/hostedzone/Z1/rrset',
      body: '<a>'.repeat(100_000),
    }),
    status: 400,
    code: 'SerializationException',
  },
  {
    what: 'a path whose percent-encoding is broken',
    request: signedRequest('lambda', { path: '/2015-03-31/functions/%E0%A4%A' }),
    status: 400,
    code: 'SerializationException',
  },
  {
    what: 'a body beyond the limit',
    request: signedRequest('ec2', { headers: FORM, body: new Uint8Array(BODY_BYTES_MAX + 1) }),
    status: 413,
    code: 'RequestEntityTooLarge',
  },
  {
    what: 'a small body that unpacks beyond the limit',
    request: signedRequest('monitoring', {
      headers: { ...target('G.PutMetricData'), 'content-encoding': 'gzip' },
      body: gzipSync(new Uint8Array(BODY_BYTES_MAX + 1)),
    }),
    status: 413,
    code: 'RequestEntityTooLarge',
  },
  {
    what: 'a body that is not the gzip it claims to be',
    request: signedRequest('monitoring', {
      headers: { ...target('G.PutMetricData'), 'content-encoding': 'gzip' },
      body: '{}',
    }),
    status: 400,
    code: 'SerializationException',
  },
];

describe('the wire door, under attack,', () => {
  it.each(HOSTILE)('refuses $what with $code', async ({ request, status, code }) => {
    const before = fixture.world.log.entries.length;

    const response = await fixture.door.answer(request);

    expect(response.status).toBe(status);
    expect(textOf(response) + String(response.headers['x-amzn-errortype'])).toContain(code);
    expect(fixture.world.log.entries.length).toBe(before);
  });
});
