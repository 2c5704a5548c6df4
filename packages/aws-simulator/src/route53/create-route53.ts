import type { ResourceRecordSet } from '@aws-sdk/client-route-53';

import type {
  ApiCall,
  OperationOf,
  Requirement,
  SimulatedService,
  World,
} from '../kernel/world.ts';
import { changeResourceRecordSets } from './change-record-sets.ts';
import { addZone, existingZone, plainId, type ZoneStore } from './hosted-zone.ts';
import { normalizedName, recordKey, type RecordSet } from './record-set.ts';
import { createAuthority, createResolver, type Resolve } from './resolve.ts';
import {
  createHostedZone,
  getHostedZone,
  listHostedZones,
  listHostedZonesByName,
  listResourceRecordSets,
} from './zone-operations.ts';
import { getChange } from './zone-changes.ts';

/** Route 53, and what tests, probes and scenario builders may do with it beside the API. */
export interface Route53 extends SimulatedService {
  /** Makes a zone with these records, in sync at once; answers its id. */
  createZone(name: string, records?: readonly ResourceRecordSet[], id?: string): string;
  /** Asks one of the zone's servers, which may not have the latest change yet. */
  readonly resolve: Resolve;
  /** A resolver with a cache of its own; some keep answers longer than they may. */
  createResolver(ttlSecondsMin?: number): Resolve;
  /** Decides what a health check says from now on. */
  setHealth(healthCheckId: string, isHealthy: boolean): void;
  records(zoneId: string): readonly RecordSet[];
}

/** Global: to be installed in region `*`. */
export function createRoute53(world: World): Route53 {
  const store: ZoneStore = {
    world,
    zones: new Map(),
    changes: new Map(),
    unhealthy: new Set(),
  };
  const resolve = createAuthority(store, world.random.fork('route53'));
  return {
    name: 'route53',
    operations: operationsOf(store),
    requirements: requirementsOf,
    createZone(name, records = [], id) {
      const zone = addZone(store, { name, ...(id === undefined ? {} : { id }) });
      const given = records.map(
        (record) => ({ ...record, Name: normalizedName(record.Name) }) as RecordSet,
      );
      zone.records = new Map([
        ...zone.records,
        ...given.map((record) => [recordKey(record), record] as const),
      ]);
      return zone.id;
    },
    resolve,
    createResolver: (ttlSecondsMin = 0) => createResolver(store, resolve, ttlSecondsMin),
    setHealth(healthCheckId, isHealthy) {
      if (isHealthy) store.unhealthy.delete(healthCheckId);
      else store.unhealthy.add(healthCheckId);
    },
    records: (zoneId) => [...existingZone(store, zoneId).records.values()],
  };
}

function operationsOf(store: ZoneStore): Readonly<Record<string, OperationOf>> {
  const bound =
    <Input>(operation: (store: ZoneStore, input: Input, call: ApiCall) => unknown): OperationOf =>
    (input: never, call) =>
      operation(store, input, call);
  return {
    CreateHostedZone: bound(createHostedZone),
    GetHostedZone: bound(getHostedZone),
    ListHostedZones: bound(listHostedZones),
    ListHostedZonesByName: bound(listHostedZonesByName),
    ListResourceRecordSets: bound(listResourceRecordSets),
    ChangeResourceRecordSets: bound(changeResourceRecordSets),
    GetChange: bound(getChange),
  };
}

/** documented: a change is about the zone, and each record may be conditioned by name and type. */
function requirementsOf(call: ApiCall): readonly Requirement[] {
  const input = (call.input ?? {}) as {
    Id?: string;
    HostedZoneId?: string;
    ChangeBatch?: {
      Changes?: readonly { Action?: string; ResourceRecordSet?: ResourceRecordSet }[];
    };
  };
  const action = `route53:${call.operation}`;
  const id = plainId(input.HostedZoneId ?? input.Id);
  const kind = call.operation === 'GetChange' ? 'change' : 'hostedzone';
  const isList = ['ListHostedZones', 'ListHostedZonesByName', 'CreateHostedZone'].includes(
    call.operation,
  );
  const resource = isList ? '*' : `arn:aws:route53:::${kind}/${id}`;
  const changes = input.ChangeBatch?.Changes;
  if (!changes) return [{ action, resource, conditionKeys: {} }];
  return changes.map(({ Action = '', ResourceRecordSet: record }) => ({
    action,
    resource,
    conditionKeys: {
      'route53:ChangeResourceRecordSetsNormalizedRecordNames': normalizedName(record?.Name).replace(
        /\.$/,
        '',
      ),
      'route53:ChangeResourceRecordSetsRecordTypes': record?.Type ?? '',
      'route53:ChangeResourceRecordSetsActions': Action,
    },
  }));
}
