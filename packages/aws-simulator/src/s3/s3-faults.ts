import { AwsFault } from '../kernel/aws-fault.ts';

/** Errors of S3 by their documented codes and statuses (S3 API: error responses). */

export function noSuchBucket(bucket: string): AwsFault {
  return new AwsFault('NoSuchBucket', 404, 'The specified bucket does not exist', {
    BucketName: bucket,
  });
}

export function noSuchKey(key: string): AwsFault {
  return new AwsFault('NoSuchKey', 404, 'The specified key does not exist.', { Key: key });
}

export function noSuchVersion(key: string, versionId: string): AwsFault {
  return new AwsFault('NoSuchVersion', 404, 'The specified version does not exist.', {
    Key: key,
    VersionId: versionId,
  });
}

export function preconditionFailed(condition: string): AwsFault {
  return new AwsFault(
    'PreconditionFailed',
    412,
    'At least one of the pre-conditions you specified did not hold',
    { Condition: condition },
  );
}

export function invalidArgument(message: string, name: string, value: string): AwsFault {
  return new AwsFault('InvalidArgument', 400, message, {
    ArgumentName: name,
    ArgumentValue: value.slice(0, 200),
  });
}

export function invalidRequest(message: string): AwsFault {
  return new AwsFault('InvalidRequest', 400, message);
}

export function notImplemented(what: string): AwsFault {
  return new AwsFault('NotImplemented', 501, `The simulator does not implement ${what}.`);
}

/** documented: where the bucket is stands in `x-amz-bucket-region` and in the error. */
export function wrongRegion(bucket: string, bucketRegion: string): AwsFault {
  return new AwsFault(
    'PermanentRedirect',
    301,
    'The bucket you are attempting to access must be addressed using the specified endpoint. ' +
      'Please send all future requests to this endpoint.',
    {
      Endpoint: `${bucket}.s3.${bucketRegion}.amazonaws.com`,
      Bucket: bucket,
      Region: bucketRegion,
    },
  );
}
