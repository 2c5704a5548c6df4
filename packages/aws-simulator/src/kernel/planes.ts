import type { ApiCall, ServiceName, World } from './world.ts';

/**
 * The operations that carry data; all others create, change or describe and belong to the control
 * plane (AWS: Fault isolation boundaries, control planes and data planes) [documented as a
 * principle, believed operation by operation].
 */
const DATA_OPERATIONS: Readonly<Partial<Record<ServiceName, RegExp>>> = {
  dynamodb: /(Item|Items|Query|Scan)$/,
  lambda: /^Invoke|DurableExecution/,
  sns: /^Publish/,
  sqs: /Message(Batch|Visibility.*)?$/,
  monitoring: /^(PutMetricData|GetMetric)/,
  events: /^PutEvents$/,
  logs: /^(Put|Get|Filter)LogEvents$/,
  sts: /./,
  // HeadBucket is how clients find a bucket before they read it.
  s3: /Object|Upload|Part$|^HeadBucket$/,
};

/** [documented] Their control planes are in one region only; a policy's own evaluation is everywhere. */
const HOME_REGIONS: Readonly<Partial<Record<ServiceName, string>>> = {
  route53: 'us-east-1',
  iam: 'us-east-1',
};

/** [documented] Buckets are made and configured from one region, wherever they are. */
const BUCKET_CHANGE = /^(Create|Delete|Put)Bucket/;

function homeOf({ service, operation, region }: Omit<ApiCall, 'requestId'>): string {
  if (service === 's3' && BUCKET_CHANGE.test(operation)) return 'us-east-1';
  return HOME_REGIONS[service] ?? region;
}

/** How far a request gets: to its effect and back, to its effect only, or nowhere. */
export type Reach = 'answered' | 'effect-only' | 'lost';

export function reachOf(
  { outages }: Pick<World, 'outages'>,
  call: Omit<ApiCall, 'requestId'>,
): Reach {
  if (outages.active.length === 0) return 'answered';
  const { service, operation, fromRegion } = call;
  const region = homeOf(call);
  const isData = DATA_OPERATIONS[service]?.test(operation) ?? false;
  const works = isData ? outages.serves(region) : outages.manages(region, service);
  if (!works || !outages.connects(fromRegion, region)) return 'lost';
  return outages.connects(region, fromRegion) ? 'answered' : 'effect-only';
}
