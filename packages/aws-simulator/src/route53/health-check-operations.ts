import type * as sdk from '@aws-sdk/client-route-53';

import { AwsFault } from '../kernel/aws-fault.ts';
import type { HealthCheckRecord } from './health-checks.ts';
import type { ZoneStore } from './hosted-zone.ts';
import { readSettings } from './health-check.ts';

/** documented: entries of one page. */
const CHECKS_PER_PAGE_MAX = 100;

/** documented: the same reference with the same settings is the same request. */
export function createHealthCheck(
  { health }: ZoneStore,
  input: sdk.CreateHealthCheckRequest,
): sdk.CreateHealthCheckResponse {
  const { CallerReference: reference = '', HealthCheckConfig: config } = input;
  const known = [...health.records.values()].find((each) => each.callerReference === reference);
  if (known && JSON.stringify(known.config) !== JSON.stringify(config)) {
    const message = 'A health check with this caller reference and other settings exists.';
    throw new AwsFault('HealthCheckAlreadyExists', 409, message);
  }
  readSettings(config);
  const record =
    known ?? health.create(structuredClone(config) as sdk.HealthCheckConfig, reference);
  return {
    HealthCheck: describe(record),
    Location: `https://route53.amazonaws.com/2013-04-01/healthcheck/${record.id}`,
  };
}

export function getHealthCheck(
  store: ZoneStore,
  input: sdk.GetHealthCheckRequest,
): sdk.GetHealthCheckResponse {
  return { HealthCheck: describe(existingCheck(store, input.HealthCheckId)) };
}

export function listHealthChecks(
  { health }: ZoneStore,
  input: sdk.ListHealthChecksRequest,
): sdk.ListHealthChecksResponse {
  const all = [...health.records.values()].sort((left, right) => (left.id < right.id ? -1 : 1));
  const { Marker: marker = '' } = input;
  const rest = all.filter(({ id }) => id >= marker);
  const size = Math.min(Number(input.MaxItems ?? CHECKS_PER_PAGE_MAX), CHECKS_PER_PAGE_MAX);
  const next = rest[size];
  return {
    HealthChecks: rest.slice(0, size).map(describe),
    Marker: marker,
    IsTruncated: next !== undefined,
    MaxItems: size,
    ...(next ? { NextMarker: next.id } : {}),
  };
}

/** documented: members that are not given stay; the version, where given, must be the current one. */
export function updateHealthCheck(
  store: ZoneStore,
  input: sdk.UpdateHealthCheckRequest,
): sdk.UpdateHealthCheckResponse {
  const { HealthCheckId: id, HealthCheckVersion: version, ResetElements: _, ...changes } = input;
  const record = existingCheck(store, id);
  if (version !== undefined && Number(version) !== record.version) {
    const message = 'The value of HealthCheckVersion does not match the current version.';
    throw new AwsFault('HealthCheckVersionMismatch', 409, message);
  }
  store.health.change(record, { ...record.config, ...changes });
  return { HealthCheck: describe(record) };
}

export function deleteHealthCheck(
  store: ZoneStore,
  input: sdk.DeleteHealthCheckRequest,
): sdk.DeleteHealthCheckResponse {
  store.health.remove(existingCheck(store, input.HealthCheckId));
  return {};
}

/** documented: what each checker saw, before anything is inverted. */
export function getHealthCheckStatus(
  store: ZoneStore,
  input: sdk.GetHealthCheckStatusRequest,
): sdk.GetHealthCheckStatusResponse {
  const { checkers } = existingCheck(store, input.HealthCheckId);
  return {
    HealthCheckObservations: checkers.flatMap((checker, index) => {
      const opinion = checker.opinion();
      if (opinion === undefined) return [];
      const Status = opinion ? 'Success: HTTP Status Code 200, OK' : 'Failure: not healthy';
      return [
        {
          Region: checker.region as sdk.HealthCheckRegion,
          IPAddress: `15.177.0.${index + 1}`,
          StatusReport: { Status, CheckedTime: new Date(checker.lastCheckedAt()) },
        },
      ];
    }),
  };
}

function existingCheck({ health }: ZoneStore, id: string | undefined): HealthCheckRecord {
  const record = health.records.get(id ?? '');
  if (record) return record;
  throw new AwsFault('NoSuchHealthCheck', 404, `No health check exists with the ID ${String(id)}.`);
}

function describe(record: HealthCheckRecord): sdk.HealthCheck {
  return {
    Id: record.id,
    CallerReference: record.callerReference,
    HealthCheckConfig: structuredClone(record.config),
    HealthCheckVersion: record.version,
  };
}
