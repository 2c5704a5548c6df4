import type { ClientOptions } from '@understudy/aws-clients';
import { createAcmClient, createCertificateReads } from '@understudy/aws-clients/acm';
import { createEc2Client, createSubnetReads } from '@understudy/aws-clients/ec2';
import { createEcrClient, createImageReads } from '@understudy/aws-clients/ecr';
import { createBalancerReads, createElbv2Client } from '@understudy/aws-clients/elbv2';
import { createKmsClient, createKmsReads } from '@understudy/aws-clients/kms';
import { createFailoverRecordReads, createRoute53Client } from '@understudy/aws-clients/route53';
import {
  createSecretReads,
  createSecretsManagerClient,
} from '@understudy/aws-clients/secrets-manager';
import {
  createQuotaReads,
  createServiceQuotasClient,
} from '@understudy/aws-clients/service-quotas';

import type { PrerequisiteReads } from './prerequisites.ts';

/** The recovery region's services, by AWS's SDK: only ever read. */
export function createPrerequisiteReads(options: ClientOptions): PrerequisiteReads {
  return {
    keys: createKmsReads({ client: createKmsClient(options) }),
    secrets: createSecretReads({ client: createSecretsManagerClient(options) }),
    images: createImageReads({ client: createEcrClient(options) }),
    certificates: createCertificateReads({ client: createAcmClient(options) }),
    quotas: createQuotaReads({ client: createServiceQuotasClient(options) }),
    subnets: createSubnetReads({ client: createEc2Client(options, 'reads') }),
    records: createFailoverRecordReads({ client: createRoute53Client(options, 'reads') }),
    balancers: createBalancerReads({ client: createElbv2Client(options, 'reads') }),
  };
}
