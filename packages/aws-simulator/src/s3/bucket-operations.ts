import type * as sdk from '@aws-sdk/client-s3';

import { AwsFault } from '../kernel/aws-fault.ts';
import type { ApiCall } from '../kernel/world.ts';
import { wholeSecondsNow, type Bucket, type S3Store } from './bucket.ts';
import { noSuchBucket, wrongRegion } from './s3-faults.ts';

/** documented: buckets of this region have no location constraint. */
const CLASSIC_REGION = 'us-east-1';

/** documented: general purpose bucket naming rules, but for reserved prefixes and suffixes. */
const BUCKET_NAME = /^(?!\d+\.\d+\.\d+\.\d+$)(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/** The bucket, when it is of this region. */
export function bucketOf(store: S3Store, name: string | undefined): Bucket {
  const bucket = anyBucketOf(store, name);
  if (bucket.region !== store.region) throw wrongRegion(bucket.name, bucket.region);
  return bucket;
}

function anyBucketOf({ buckets }: S3Store, name = ''): Bucket {
  const bucket = buckets.get(name);
  if (!bucket) throw noSuchBucket(name);
  return bucket;
}

/** documented: a repeated creation by the owner is a conflict, but in us-east-1 a success. */
export function createBucket(
  store: S3Store,
  input: sdk.CreateBucketCommandInput,
): sdk.CreateBucketCommandOutput | object {
  const name = input.Bucket ?? '';
  if (!BUCKET_NAME.test(name)) {
    throw new AwsFault('InvalidBucketName', 400, 'The specified bucket is not valid.', {
      BucketName: name.slice(0, 200),
    });
  }
  const constraint = input.CreateBucketConfiguration?.LocationConstraint;
  const region = constraint ?? CLASSIC_REGION;
  // documented: us-east-1 makes buckets of any region, the others only their own.
  if (store.region !== CLASSIC_REGION && region !== store.region) throw illegalLocation(constraint);
  const existing = store.buckets.get(name);
  if (existing && (existing.region !== CLASSIC_REGION || region !== CLASSIC_REGION)) {
    throw new AwsFault(
      'BucketAlreadyOwnedByYou',
      409,
      'Your previous request to create the named bucket succeeded and you already own it.',
      { BucketName: name },
    );
  }
  if (!existing) addBucket(store, name, region);
  return { Location: `/${name}` };
}

export function addBucket(store: S3Store, name: string, region: string): Bucket {
  const bucket: Bucket = {
    name,
    region,
    createdAtMilliseconds: wholeSecondsNow(store),
    versioning: undefined,
    publicPrefixes: [],
    objects: new Map(),
    uploads: new Map(),
  };
  store.buckets.set(name, bucket);
  return bucket;
}

export function deleteBucket(store: S3Store, input: sdk.DeleteBucketCommandInput): object {
  const bucket = bucketOf(store, input.Bucket);
  if (bucket.objects.size > 0) {
    const message = 'The bucket you tried to delete is not empty.';
    throw new AwsFault('BucketNotEmpty', 409, message, { BucketName: bucket.name });
  }
  store.buckets.delete(bucket.name);
  return {};
}

export function headBucket(
  store: S3Store,
  input: sdk.HeadBucketCommandInput,
): Partial<sdk.HeadBucketCommandOutput> {
  // documented: an answer to HEAD has no body, so its error is told by the status alone.
  if (!store.buckets.has(input.Bucket ?? '')) throw new AwsFault('NotFound', 404, 'Not Found');
  return { BucketRegion: bucketOf(store, input.Bucket).region, AccessPointAlias: false };
}

/** documented: requests of this kind may be sent to us-east-1 for any bucket. */
export function getBucketLocation(
  store: S3Store,
  input: sdk.GetBucketLocationCommandInput,
): { LocationConstraint?: string } {
  const { region } =
    store.region === CLASSIC_REGION
      ? anyBucketOf(store, input.Bucket)
      : bucketOf(store, input.Bucket);
  return region === CLASSIC_REGION ? {} : { LocationConstraint: region };
}

export function listBuckets(
  store: S3Store,
  input: sdk.ListBucketsCommandInput,
): Partial<sdk.ListBucketsCommandOutput> {
  const { Prefix: prefix = '', BucketRegion: region } = input;
  const Buckets = [...store.buckets.values()]
    .filter(({ name }) => name.startsWith(prefix))
    .filter((bucket) => region === undefined || bucket.region === region)
    .sort((left, right) => (left.name < right.name ? -1 : 1))
    .map(({ name, createdAtMilliseconds, region: BucketRegion }) => ({
      Name: name,
      CreationDate: new Date(createdAtMilliseconds),
      BucketRegion,
    }));
  return { Buckets, Owner: { ID: store.world.accountId } };
}

export function getBucketVersioning(
  store: S3Store,
  input: sdk.GetBucketVersioningCommandInput,
): { Status?: 'Enabled' | 'Suspended' } {
  const { versioning } = bucketOf(store, input.Bucket);
  return versioning === undefined ? {} : { Status: versioning };
}

export function putBucketVersioning(
  store: S3Store,
  input: sdk.PutBucketVersioningCommandInput,
  call: ApiCall,
): object {
  const bucket = bucketOf(store, input.Bucket);
  const status = input.VersioningConfiguration?.Status;
  if (status !== 'Enabled' && status !== 'Suspended') {
    throw new AwsFault('IllegalVersioningConfigurationException', 400, 'Expected a Status.');
  }
  store.world.log.append({
    kind: 'effect',
    at: store.world.clock.now(),
    subject: `bucket/${bucket.name}`,
    from: `versioning ${bucket.versioning ?? 'off'}`,
    to: `versioning ${status}`,
    cause: call.cause,
    requestId: call.requestId,
  });
  bucket.versioning = status;
  return {};
}

function illegalLocation(constraint: string | undefined): AwsFault {
  return new AwsFault(
    'IllegalLocationConstraintException',
    400,
    `The ${constraint ?? 'unspecified'} location constraint is incompatible for the region ` +
      'specific endpoint this request was sent to.',
  );
}
