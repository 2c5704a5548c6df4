import { createHash } from 'node:crypto';
import { createVirtualClock } from '@understudy/clock';
import {
  createFailoverRecordReads,
  createRoute53Changes,
  createRoute53Client,
  createRoute53Reads,
} from '../src/route53.ts';
import { createSnsClient, createSnsPublisher } from '../src/sns.ts';
import { createSqsClient, createSqsSender } from '../src/sqs.ts';
import { createFakeHandler, optionsFor } from './fake-handler.ts';
import { permitUntil } from './permit.ts';

const NOW = Date.UTC(2026, 0, 1);

function recordAnswer(name: string, type: string) {
  const values =
    '<ResourceRecords><ResourceRecord><Value>10.0.0.1</Value></ResourceRecord></ResourceRecords>';
  const set = `<ResourceRecordSet><Name>${name}</Name><Type>${type}</Type><TTL>60</TTL>${values}</ResourceRecordSet>`;
  return {
    body: `<ListResourceRecordSetsResponse><ResourceRecordSets>${set}</ResourceRecordSets></ListResourceRecordSetsResponse>`,
  };
}

describe('messages to people', () => {
  it('are told with a subject that SNS takes', async () => {
    const handler = createFakeHandler({ body: '<PublishResponse/>' });
    const publisher = createSnsPublisher({ client: createSnsClient(optionsFor(handler)) });
    const subject = `signaling\nfailed over 🎉 ${'x'.repeat(200)}`;

    await publisher.publish('arn:aws:sns:eu-west-1:123456789012:people', subject, 'all is well');

    const sent = handler.forms()[0]?.['Subject'] ?? '';
    expect([sent.length, sent.slice(0, 28)]).toEqual([100, 'signaling failed over xxxxxx']);
  });

  it('are retried when SNS fails for a moment', async () => {
    const handler = createFakeHandler({ status: 500 }, { body: '<PublishResponse/>' });
    const publisher = createSnsPublisher({ client: createSnsClient(optionsFor(handler)) });

    await publisher.publish('arn:aws:sns:eu-west-1:123456789012:people', 's', 'm');

    expect(handler.requests.length).toBe(2);
  });
});

describe('the queue of what was refused', () => {
  it('gets the message as it came', async () => {
    // The SDK compares what SQS says that it received.
    const digest = createHash('md5').update('{"🔥":1}').digest('hex');
    const handler = createFakeHandler({ body: JSON.stringify({ MD5OfMessageBody: digest }) });
    const sender = createSqsSender({ client: createSqsClient(optionsFor(handler)) });

    await sender.send('https://sqs.eu-west-1.amazonaws.com/123456789012/refused', '{"🔥":1}');

    const body = handler.requests[0]?.body as Uint8Array;
    expect(new TextDecoder().decode(body)).toContain(String.raw`{\"🔥\":1}`);
  });
});

describe('DNS records', () => {
  it.each([
    ['erp.example.com.', 'A', true],
    ['ERP.example.com', 'A', true],
    ['erp.example.com.', 'AAAA', false],
    ['fax.example.com.', 'A', false],
  ])('when the list begins at %s %s, found is %s', async (name, type, isFound) => {
    const client = createRoute53Client(
      optionsFor(createFakeHandler(recordAnswer(name, type))),
      'reads',
    );

    const found = await createRoute53Reads({ client }).readRecord('Z1', 'erp.example.com', 'A');

    const record = { zoneId: 'Z1', name: 'erp.example.com', type: 'A', ttlSeconds: 60 };
    expect(found).toEqual(isFound ? { ...record, values: ['10.0.0.1'] } : undefined);
  });

  it('of one name that are chosen by a check are read with where each leads', async () => {
    const set = (name: string, role: string, more: string): string =>
      `<ResourceRecordSet><Name>${name}</Name><Type>A</Type><SetIdentifier>${role}</SetIdentifier>${role && `<Failover>${role}</Failover>`}${more}</ResourceRecordSet>`;
    const alias = (host: string): string =>
      `<AliasTarget><HostedZoneId>Z2</HostedZoneId><DNSName>${host}</DNSName><EvaluateTargetHealth>false</EvaluateTargetHealth></AliasTarget>`;
    const value =
      '<TTL>60</TTL><ResourceRecords><ResourceRecord><Value>10.0.0.2</Value></ResourceRecord></ResourceRecords>';
    const sets = [
      set(
        'erp.example.com.',
        'PRIMARY',
        `${alias('One.elb.amazonaws.com.')}<HealthCheckId>h-1</HealthCheckId>`,
      ),
      set('erp.example.com.', 'SECONDARY', value),
      set('erp.example.com.', '', value),
      set('fax.example.com.', 'SECONDARY', value),
    ].join('');
    const handler = createFakeHandler({
      body: `<ListResourceRecordSetsResponse><ResourceRecordSets>${sets}</ResourceRecordSets></ListResourceRecordSetsResponse>`,
    });
    const client = createRoute53Client(optionsFor(handler), 'reads');

    const found = await createFailoverRecordReads({ client }).listFailoverRecords(
      'Z1',
      'ERP.example.com',
    );

    expect(found).toEqual([
      { role: 'primary', target: 'one.elb.amazonaws.com', healthCheckId: 'h-1' },
      { role: 'secondary', target: '10.0.0.2' },
    ]);
  });

  it('are changed under a permit', async () => {
    const body =
      '<ChangeResourceRecordSetsResponse><ChangeInfo/></ChangeResourceRecordSetsResponse>';
    const handler = createFakeHandler({ body });
    const client = createRoute53Client(optionsFor(handler), 'changes');
    const changes = createRoute53Changes({ client, clock: createVirtualClock(NOW) });
    const record = { zoneId: 'Z1', name: 'erp.example.com', type: 'A', ttlSeconds: 60 };

    await changes.upsertRecord(permitUntil(NOW), { ...record, values: ['10.0.0.2'] });
    const late = changes.upsertRecord(permitUntil(NOW - 1), { ...record, values: ['10.0.0.2'] });

    await expect(late).rejects.toMatchObject({ code: 'SendByPassed' });
    expect(handler.requests.map((one) => String(one.body).includes('10.0.0.2'))).toEqual([true]);
  });
});
