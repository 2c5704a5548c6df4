import {
  ChangeResourceRecordSetsCommand,
  ListResourceRecordSetsCommand,
  Route53Client,
  type ResourceRecordSet,
  type RRType,
} from '@aws-sdk/client-route-53';
import type { Clock } from '@understudy/clock';
import { clientSettings, type ClientOptions, type ClientUse } from './calls/client-settings.ts';
import { guardChanges } from './calls/permit-guard.ts';
import { refuseChanges } from './calls/reads-only.ts';
import { callsOf, sendChange, sendRead } from './calls/send.ts';
import { present } from './calls/answers.ts';
import type { RecordFact, Route53Changes, Route53Reads } from './ports.ts';
import type { FailoverRecordFact, FailoverRecordReads } from './readiness-ports.ts';

/** Of one name: two for each type of address, and a few beside them. */
const RECORDS_OF_A_NAME_MAX = 100;

/** Route 53's record API is global and lives in us-east-1; its SDK knows the endpoint. */
export function createRoute53Client(options: ClientOptions, use: ClientUse): Route53Client {
  const client = new Route53Client(clientSettings(options, use));
  if (use === 'reads') refuseChanges(client);
  return client;
}

export function createRoute53Reads({ client }: { readonly client: Route53Client }): Route53Reads {
  const call = callsOf('route53', client)('ListResourceRecordSets');
  return {
    async readRecord(zoneId, name, type, options = {}) {
      const command = new ListResourceRecordSetsCommand({
        HostedZoneId: zoneId,
        // The list is sorted: it begins at the record itself, or at the one that follows its place.
        StartRecordName: name,
        StartRecordType: type as RRType,
        MaxItems: 1,
      });
      const answer = await sendRead(call, options, (sending) => client.send(command, sending));
      const [found] = answer.ResourceRecordSets ?? [];
      if (!found || found.Type !== type || plainName(found.Name) !== plainName(name)) return;
      return toRecordFact(zoneId, name, found);
    },
  };
}

export function createFailoverRecordReads(outside: {
  readonly client: Route53Client;
}): FailoverRecordReads {
  const { client } = outside;
  const call = callsOf('route53', client)('ListResourceRecordSets');
  return {
    async listFailoverRecords(zoneId, name, options = {}) {
      const command = new ListResourceRecordSetsCommand({
        HostedZoneId: zoneId,
        StartRecordName: name,
        MaxItems: RECORDS_OF_A_NAME_MAX,
      });
      const answer = await sendRead(call, options, (sending) => client.send(command, sending));
      return (answer.ResourceRecordSets ?? [])
        .filter((found) => found.Failover && plainName(found.Name) === plainName(name))
        .map(toFailoverRecord);
    },
  };
}

function toFailoverRecord(found: ResourceRecordSet): FailoverRecordFact {
  const target = found.AliasTarget?.DNSName ?? found.ResourceRecords?.[0]?.Value;
  return {
    role: found.Failover === 'PRIMARY' ? 'primary' : 'secondary',
    target: plainName(present(target, 'where a failover record leads')),
    ...(found.HealthCheckId ? { healthCheckId: found.HealthCheckId } : {}),
  };
}

export function createRoute53Changes(outside: {
  readonly client: Route53Client;
  readonly clock: Pick<Clock, 'now'>;
}): Route53Changes {
  const { client, clock } = outside;
  guardChanges(client, clock);
  const call = callsOf('route53', client)('ChangeResourceRecordSets');
  return {
    async upsertRecord(permit, record) {
      const command = new ChangeResourceRecordSetsCommand({
        HostedZoneId: record.zoneId,
        ChangeBatch: {
          Comment: `understudy ${permit.service} intent ${permit.sequence}`,
          Changes: [{ Action: 'UPSERT', ResourceRecordSet: toRecordSet(record) }],
        },
      });
      await sendChange(call, permit, command, (sending) => client.send(command, sending));
    },
  };
}

function toRecordSet({ name, type, ttlSeconds, values }: RecordFact): ResourceRecordSet {
  return {
    Name: name,
    Type: type as RRType,
    ...(ttlSeconds === undefined ? {} : { TTL: ttlSeconds }),
    ResourceRecords: values.map((value) => ({ Value: value })),
  };
}

function toRecordFact(zoneId: string, name: string, found: ResourceRecordSet): RecordFact {
  return {
    zoneId,
    name,
    type: found.Type ?? '',
    ...(found.TTL === undefined ? {} : { ttlSeconds: found.TTL }),
    values: (found.ResourceRecords ?? []).flatMap((one) => one.Value ?? []),
  };
}

/** Route 53 answers in lower case, with a final dot, and with `*` written as an escape. */
function plainName(name: string | undefined): string {
  return (name ?? '')
    .toLowerCase()
    .replace(/\.$/, '')
    .replace(String.raw`\052`, '*');
}
