import type { HealthCheckConfig } from '@aws-sdk/client-route-53';

import { AwsFault } from '../kernel/aws-fault.ts';

/** A health check as its owner configured it, with AWS's defaults filled in. */
export interface HealthCheckSettings {
  readonly type: 'HTTP' | 'HTTPS';
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly intervalSeconds: 10 | 30;
  readonly failureThreshold: number;
  /** What is healthy counts as unhealthy, and the other way round. */
  readonly isInverted: boolean;
  readonly isDisabled: boolean;
  /** Where the checkers are. */
  readonly regions: readonly string[];
}

/** documented: the regions that checkers are in; at least three are chosen. */
const CHECKER_REGIONS: readonly string[] = [
  'us-east-1',
  'us-west-1',
  'us-west-2',
  'eu-west-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'ap-northeast-1',
  'sa-east-1',
];
const REGIONS_MIN = 3;
const PORTS = { HTTP: 80, HTTPS: 443 } as const;
const INTERVALS_SECONDS = [10, 30] as const;
const THRESHOLD_MAX = 10;
const DEFAULT_THRESHOLD = 3;
const DEFAULT_INTERVAL_SECONDS = 30;
const PATH_CHARACTERS_MAX = 255;

/** Kinds whose verdict comes from elsewhere are refused: what is not simulated must not pass. */
export function readSettings(config: HealthCheckConfig | undefined): HealthCheckSettings {
  const { Type: type, ResourcePath: path = '/', Regions: regions = CHECKER_REGIONS } = config ?? {};
  if (type !== 'HTTP' && type !== 'HTTPS') {
    throw invalid(`the simulator checks HTTP and HTTPS, not ${String(type)}`);
  }
  const host = config?.FullyQualifiedDomainName ?? config?.IPAddress;
  if (host === undefined || host === '') throw invalid('a domain name or an address is needed');
  const interval = config?.RequestInterval ?? DEFAULT_INTERVAL_SECONDS;
  const intervalSeconds = INTERVALS_SECONDS.find((allowed) => allowed === interval);
  if (intervalSeconds === undefined) throw invalid('the interval is 10 or 30 seconds');
  const failureThreshold = config?.FailureThreshold ?? DEFAULT_THRESHOLD;
  if (!(failureThreshold >= 1 && failureThreshold <= THRESHOLD_MAX)) {
    throw invalid(`the failure threshold is 1 to ${THRESHOLD_MAX}`);
  }
  if (regions.length < REGIONS_MIN || !regions.every((each) => CHECKER_REGIONS.includes(each))) {
    throw invalid(`at least ${REGIONS_MIN} of ${CHECKER_REGIONS.join(', ')} are needed`);
  }
  if (!path.startsWith('/') || path.length > PATH_CHARACTERS_MAX) {
    throw invalid(`a path begins with / and has at most ${PATH_CHARACTERS_MAX} characters`);
  }
  return {
    type,
    host: host.toLowerCase(),
    port: config?.Port ?? PORTS[type],
    path,
    intervalSeconds,
    failureThreshold,
    isInverted: config?.Inverted === true,
    isDisabled: config?.Disabled === true,
    regions: [...regions],
  };
}

function invalid(message: string): AwsFault {
  return new AwsFault('InvalidInput', 400, `Invalid health check configuration: ${message}.`);
}
