import type { HealthCheckConfig, ResourceRecordSet } from '@aws-sdk/client-route-53';

import type {
  ApiCall,
  OperationOf,
  Requirement,
  SimulatedService,
  World,
} from '../kernel/world.ts';
import { changeResourceRecordSets } from './change-record-sets.ts';
import { SILENT_NETWORK, type EndpointNetwork } from './endpoint.ts';
import {
  createHealthCheck,
  deleteHealthCheck,
  getHealthCheck,
  getHealthCheckStatus,
  listHealthChecks,
  updateHealthCheck,
} from './health-check-operations.ts';
import { createHealthChecks } from './health-checks.ts';
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
  /** Makes a health check that has long been running; answers its id. */
  createHealthCheck(config: HealthCheckConfig): string;
  isHealthy(healthCheckId: string): boolean;
  /** Called when a health check's status has changed. */
  onHealthChange(listener: () => void): void;
  /** Decides what a health check says from now on. */
  setHealth(healthCheckId: string, isHealthy: boolean): void;
  records(zoneId: string): readonly RecordSet[];
}

/** Global: to be installed in region `*`. */
export function createRoute53(world: World, network: EndpointNetwork = SILENT_NETWORK): Route53 {
  const health = createHealthChecks(world, network, world.random.fork('health-checks'));
  const store: ZoneStore = {
    world,
    zones: new Map(),
    changes: new Map(),
    health,
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
    createHealthCheck(config) {
      const record = health.create(config, world.random.hex(16));
      health.settle(record);
      return record.id;
    },
    isHealthy: (healthCheckId) => health.isHealthy(healthCheckId),
    setHealth: (healthCheckId, isHealthy) => health.force(healthCheckId, isHealthy),
    onHealthChange: (listener) => health.onChange(listener),
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
    CreateHealthCheck: bound(createHealthCheck),
    GetHealthCheck: bound(getHealthCheck),
    ListHealthChecks: bound(listHealthChecks),
    UpdateHealthCheck: bound(updateHealthCheck),
    DeleteHealthCheck: bound(deleteHealthCheck),
    GetHealthCheckStatus: bound(getHealthCheckStatus),
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
  if (call.operation.includes('HealthCheck')) return [healthRequirement(call)];
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

/** documented: a check has an ARN; creating and listing are about all of them. */
function healthRequirement({ operation, input }: ApiCall): Requirement {
  const { HealthCheckId: id } = (input ?? {}) as { readonly HealthCheckId?: string };
  const resource = id === undefined ? '*' : `arn:aws:route53:::healthcheck/${id}`;
  return { action: `route53:${operation}`, resource, conditionKeys: {} };
}
