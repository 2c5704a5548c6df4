import type {
  CreateHostedZoneRequest,
  CreateHostedZoneResponse,
  GetHostedZoneRequest,
  GetHostedZoneResponse,
  HostedZone as ZoneDescription,
  ListHostedZonesByNameRequest,
  ListHostedZonesByNameResponse,
  ListHostedZonesRequest,
  ListHostedZonesResponse,
  ListResourceRecordSetsRequest,
  ListResourceRecordSetsResponse,
} from '@aws-sdk/client-route-53';

import { AwsFault } from '../kernel/aws-fault.ts';
import { beginChange, changeInfo } from './zone-changes.ts';
import { addZone, existingZone, plainId, type HostedZone, type ZoneStore } from './hosted-zone.ts';
import { byName, compare, normalizedName, sortKey } from './record-set.ts';

/** documented: the largest page of each list. */
const PAGE_MAX = 300;
const ZONES_PAGE_MAX = 100;

export function createHostedZone(
  store: ZoneStore,
  input: CreateHostedZoneRequest,
): CreateHostedZoneResponse {
  const known = [...store.zones.values()];
  if (known.some(({ callerReference }) => callerReference === input.CallerReference)) {
    throw new AwsFault(
      'HostedZoneAlreadyExists',
      409,
      `A hosted zone has already been created with the specified caller reference.`,
    );
  }
  const zone = addZone(store, {
    name: input.Name ?? '',
    isPrivate: input.HostedZoneConfig?.PrivateZone === true,
    ...(input.HostedZoneConfig?.Comment === undefined
      ? {}
      : { comment: input.HostedZoneConfig.Comment }),
    ...(input.CallerReference === undefined ? {} : { callerReference: input.CallerReference }),
  });
  return {
    HostedZone: describe(zone),
    ChangeInfo: changeInfo(store, beginChange(store)),
    DelegationSet: { NameServers: nameServers(zone) },
    Location: `https://route53.amazonaws.com/2013-04-01/hostedzone/${zone.id}`,
  };
}

export function getHostedZone(
  store: ZoneStore,
  input: GetHostedZoneRequest,
): GetHostedZoneResponse {
  const zone = existingZone(store, input.Id);
  return { HostedZone: describe(zone), DelegationSet: { NameServers: nameServers(zone) } };
}

export function listHostedZones(
  store: ZoneStore,
  input: ListHostedZonesRequest,
): ListHostedZonesResponse {
  const all = [...store.zones.values()].sort((a, b) => compare(a.id, b.id));
  const marker = plainId(input.Marker);
  const rest = all.filter(({ id }) => id >= marker);
  const size = Math.min(Number(input.MaxItems ?? ZONES_PAGE_MAX), ZONES_PAGE_MAX);
  const next = rest[size];
  return {
    HostedZones: rest.slice(0, size).map(describe),
    Marker: marker,
    IsTruncated: next !== undefined,
    MaxItems: size,
    ...(next ? { NextMarker: next.id } : {}),
  };
}

export function listHostedZonesByName(
  store: ZoneStore,
  input: ListHostedZonesByNameRequest,
): ListHostedZonesByNameResponse {
  const place = (name: string, id: string): string =>
    `${name.split('.').reverse().join('.')}\u0001${id}`;
  const all = [...store.zones.values()].sort((a, b) =>
    compare(place(a.name, a.id), place(b.name, b.id)),
  );
  const start =
    input.DNSName === undefined
      ? ''
      : place(normalizedName(input.DNSName), plainId(input.HostedZoneId));
  const rest = all.filter(({ name, id }) => place(name, id) >= start);
  const size = Math.min(Number(input.MaxItems ?? ZONES_PAGE_MAX), ZONES_PAGE_MAX);
  const next = rest[size];
  return {
    HostedZones: rest.slice(0, size).map(describe),
    ...(input.DNSName === undefined ? {} : { DNSName: input.DNSName }),
    IsTruncated: next !== undefined,
    MaxItems: size,
    ...(next ? { NextDNSName: next.name, NextHostedZoneId: next.id } : {}),
  };
}

/** documented: starts at a name, then type, then identifier, and goes on in their order. */
export function listResourceRecordSets(
  store: ZoneStore,
  input: ListResourceRecordSetsRequest,
): ListResourceRecordSetsResponse {
  const zone = existingZone(store, input.HostedZoneId);
  const { StartRecordName: name, StartRecordType: type, StartRecordIdentifier: identifier } = input;
  if (type !== undefined && name === undefined) {
    throw new AwsFault('InvalidInput', 400, 'The input is not valid: a type needs a name.');
  }
  const start =
    name === undefined
      ? ''
      : sortKey({ Name: name, Type: type, SetIdentifier: identifier }).replace(/\u0001+$/, '');
  const rest = [...zone.records.values()].sort(byName).filter((record) => sortKey(record) >= start);
  const size = Math.min(Number(input.MaxItems ?? PAGE_MAX), PAGE_MAX);
  const next = rest[size];
  return {
    ResourceRecordSets: structuredClone(rest.slice(0, size)),
    IsTruncated: next !== undefined,
    MaxItems: size,
    ...(next
      ? {
          NextRecordName: next.Name,
          NextRecordType: next.Type,
          ...(next.SetIdentifier === undefined ? {} : { NextRecordIdentifier: next.SetIdentifier }),
        }
      : {}),
  };
}

function describe(zone: HostedZone): ZoneDescription {
  return {
    Id: `/hostedzone/${zone.id}`,
    Name: zone.name,
    CallerReference: zone.callerReference,
    Config: { Comment: zone.comment, PrivateZone: zone.isPrivate },
    ResourceRecordSetCount: zone.records.size,
  };
}

function nameServers(zone: HostedZone): string[] {
  const record = [...zone.records.values()].find(
    ({ Type, Name }) => Type === 'NS' && Name === zone.name,
  );
  return (record?.ResourceRecords ?? []).map(({ Value }) => (Value ?? '').replace(/\.$/, ''));
}
