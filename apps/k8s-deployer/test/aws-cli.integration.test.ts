import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

import { createEksToken } from '../src/access/create-eks-token.ts';

const KEYS = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
};
const SESSION = 'IQoJb3JpZ2luX2VjEExample/+==';

describe('the token that the stock AWS CLI makes (aws eks get-token)', () => {
  it.each([
    ['eu-west-1', 'konecta-erp-dev-dr', undefined],
    ['us-east-1', 'konecta_erp', SESSION],
    ['eu-central-1', 'a', SESSION],
  ])('is ours to the byte, in %s for %s', async (region, clusterName, sessionToken) => {
    const theirs = await getToken(region, clusterName, sessionToken);
    const signedAt = /X-Amz-Date=(\d{8}T\d{6}Z)/.exec(decode(theirs))?.[1] ?? '';

    const ours = await createEksToken({
      region,
      clusterName,
      credentials: { ...KEYS, ...(sessionToken === undefined ? {} : { sessionToken }) },
      nowMilliseconds: parseStamp(signedAt),
    });

    expect(ours).toBe(theirs);
  });
});

async function getToken(region: string, cluster: string, session?: string): Promise<string> {
  const directory = process.env['UNDERSTUDY_PYTHON_BIN'];
  const program = directory === undefined ? 'aws' : path.join(directory, 'aws');
  const { stdout } = await promisify(execFile)(
    program,
    ['eks', 'get-token', '--region', region, '--cluster-name', cluster, '--output', 'json'],
    {
      env: {
        PATH: process.env['PATH'],
        AWS_ACCESS_KEY_ID: KEYS.accessKeyId,
        AWS_SECRET_ACCESS_KEY: KEYS.secretAccessKey,
        AWS_STS_REGIONAL_ENDPOINTS: 'regional',
        AWS_EC2_METADATA_DISABLED: 'true',
        ...(session === undefined ? {} : { AWS_SESSION_TOKEN: session }),
      },
    },
  );
  const answer = JSON.parse(stdout) as { readonly status: { readonly token: string } };
  return answer.status.token;
}

function decode(token: string): string {
  return Buffer.from(token.split('.')[1] ?? '', 'base64url').toString();
}

/** `20261122T000000Z` */
function parseStamp(stamp: string): number {
  return Date.parse(
    stamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'),
  );
}
