"""Uses S3 as its users do, through boto3, and prints one JSON document of what it saw."""
import io
import json
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

endpoint, bucket = sys.argv[1], 'konecta-erp-dev-dr-eu-west-1'


def client(region='eu-west-1', **options):
    config = Config(s3={'addressing_style': 'path'}, retries={'max_attempts': 1}, **options)
    return boto3.client('s3', endpoint_url=endpoint, region_name=region, config=config)


def failure(call):
    try:
        call()
    except ClientError as error:
        metadata = error.response['ResponseMetadata']
        return [error.response['Error']['Code'], metadata['HTTPStatusCode']]
    return None


s3 = client()
seen = {}
key = 'dr/a b+é/~%25?&#.txt'
put = s3.put_object(
    Bucket=bucket, Key=key, Body=b'first', ContentType='text/plain', Metadata={'Plan': 'konecta'}
)
first = put['VersionId']
second = s3.put_object(Bucket=bucket, Key=key, Body=b'second', ChecksumAlgorithm='SHA256')
got = s3.get_object(Bucket=bucket, Key=key)
seen['current'] = got['Body'].read().decode()
old = s3.get_object(Bucket=bucket, Key=key, VersionId=first)
seen['old'] = [old['Body'].read().decode(), old['ContentType'], old['Metadata']]
seen['checksum'] = second['ChecksumSHA256']
head = s3.head_object(Bucket=bucket, Key=key, ChecksumMode='ENABLED')
seen['head'] = [head['ContentLength'], head['ETag'], head['ChecksumSHA256']]
part = s3.get_object(Bucket=bucket, Key=key, Range='bytes=1-3')
seen['range'] = [part['Body'].read().decode(), part['ContentRange']]
seen['beyond'] = failure(lambda: s3.get_object(Bucket=bucket, Key=key, Range='bytes=99-'))
seen['not-modified'] = failure(lambda: s3.get_object(Bucket=bucket, Key=key, IfNoneMatch=head['ETag']))

for name in ['list/a', 'list/b/1', 'list/b/2', 'list/c', 'list/d e+&<']:
    s3.put_object(Bucket=bucket, Key=name, Body=b'')
pages = s3.get_paginator('list_objects_v2').paginate(
    Bucket=bucket, Prefix='list/', Delimiter='/', PaginationConfig={'PageSize': 2}
)
seen['listed'] = [
    [[each['Key'] for each in page.get('Contents', [])]
     + [each['Prefix'] for each in page.get('CommonPrefixes', [])]] for page in pages
]
seen['older-list'] = [each['Key'] for each in s3.list_objects(Bucket=bucket, Prefix='list/')['Contents']]

seen['lock'] = failure(lambda: s3.put_object(Bucket=bucket, Key='lock', Body=b'1', IfNoneMatch='*'))
seen['locked'] = failure(lambda: s3.put_object(Bucket=bucket, Key='lock', Body=b'2', IfNoneMatch='*'))
seen['changed'] = failure(lambda: s3.put_object(Bucket=bucket, Key='lock', Body=b'2', IfMatch='"0"'))
seen['foreign'] = failure(lambda: s3.delete_object(Bucket=bucket, Key='lock', IfMatch='"0"'))
tag = s3.head_object(Bucket=bucket, Key='lock')['ETag']
seen['own'] = failure(lambda: s3.delete_object(Bucket=bucket, Key='lock', IfMatch=tag))
versions = s3.list_object_versions(Bucket=bucket, Prefix='lock')
seen['versions'] = [len(versions['Versions']), len(versions['DeleteMarkers'])]
seen['deleted'] = failure(lambda: s3.head_object(Bucket=bucket, Key='lock'))

copied = s3.copy_object(
    Bucket=bucket, Key='copy', CopySource={'Bucket': bucket, 'Key': key, 'VersionId': first}
)
seen['copy'] = [s3.get_object(Bucket=bucket, Key='copy')['Body'].read().decode(),
                copied['CopySourceVersionId'] == first]
answer = s3.delete_objects(
    Bucket=bucket, Delete={'Objects': [{'Key': 'copy'}, {'Key': 'absent'}, {'Key': 'list/d e+&<'}]}
)
seen['several'] = sorted(each['Key'] for each in answer['Deleted'])

seen['absent'] = failure(lambda: s3.get_object(Bucket=bucket, Key='absent'))
seen['no-bucket'] = failure(lambda: s3.list_objects_v2(Bucket='no-such-bucket'))
seen['bad-name'] = failure(lambda: s3.head_bucket(Bucket='no-such-bucket'))
seen['policy'] = failure(lambda: s3.get_bucket_policy(Bucket=bucket))
seen['location'] = s3.get_bucket_location(Bucket=bucket)['LocationConstraint']
seen['versioning'] = s3.get_bucket_versioning(Bucket=bucket)['Status']
seen['buckets'] = [each['Name'] for each in s3.list_buckets()['Buckets']]
other = client('us-east-1')
other.create_bucket(Bucket='jupiter-archive')
seen['classic'] = other.get_bucket_location(Bucket='jupiter-archive')['LocationConstraint']
seen['wrong-region'] = failure(lambda: s3.get_object(Bucket='jupiter-archive', Key='a'))
seen['long-key'] = failure(lambda: s3.put_object(Bucket=bucket, Key='k' * 1025, Body=b''))
seen['metadata'] = failure(
    lambda: s3.put_object(Bucket=bucket, Key='m', Body=b'', Metadata={'a': 'x' * 2048})
)
big = b'0123456789abcdef' * 650_000
s3.upload_fileobj(io.BytesIO(big), bucket, 'big')
target = io.BytesIO()
s3.download_fileobj(bucket, 'big', target)
seen['big'] = [target.getvalue() == big, s3.head_object(Bucket=bucket, Key='big')['ETag'][-3:]]
seen['presigned'] = client(signature_version='s3v4').generate_presigned_url('get_object', Params={'Bucket': bucket, 'Key': key})
print(json.dumps(seen))
