import { createAcmClient, createCertificateReads } from '@understudy/aws-clients/acm';
import { createEc2Client, createSubnetReads } from '@understudy/aws-clients/ec2';
import { createEcrClient, createImageReads } from '@understudy/aws-clients/ecr';
import { createKmsClient, createKmsReads } from '@understudy/aws-clients/kms';
import {
  createSecretReads,
  createSecretsManagerClient,
} from '@understudy/aws-clients/secrets-manager';
import {
  createQuotaReads,
  createServiceQuotasClient,
} from '@understudy/aws-clients/service-quotas';
import { createVirtualClock } from '@understudy/clock';

import { createSimulatedAws } from '../src/composition/create-simulated-aws.ts';
import { createNoLatencies } from '../src/kernel/latencies.ts';
import { createWireRequestHandler } from '../src/wire/wire-request-handler.ts';

const REGION = 'eu-west-1';

/** The adapters as functions use them, in front of the simulated services: both codecs, no socket. */
function setUp(accessKeyId = 'AKIAJUPITER') {
  const aws = createSimulatedAws({
    clock: createVirtualClock(Date.UTC(2026, 10, 22)),
    seed: 'read-services',
    regions: [REGION],
    latencies: createNoLatencies,
  });
  const options = {
    region: REGION,
    credentials: { accessKeyId, secretAccessKey: 'secret' },
    requestHandler: createWireRequestHandler(aws.door.answer),
  };
  return { aws, home: aws.region(REGION), options };
}

describe('what readiness asks', () => {
  it('of KMS: whether a key works, and whom it lets', async () => {
    const { home, options } = setUp();
    const grantees = Array.from({ length: 120 }, (_, index) => `arn:aws:iam::1:role/r${index}`);
    const arn = home.kms.addKey({
      id: 'key-1',
      aliases: ['alias/konecta'],
      state: 'PendingDeletion',
      isMultiRegion: true,
      grants: grantees.map((grantee) => ({ grantee, operations: ['CreateGrant', 'Decrypt'] })),
    });
    const kms = createKmsReads({ client: createKmsClient(options) });

    expect(await kms.describeKey('alias/konecta')).toEqual({
      arn,
      state: 'PendingDeletion',
      multiRegion: true,
    });
    expect(await kms.describeKey('alias/other')).toBeUndefined();
    expect(await kms.listGrants(arn, undefined)).toHaveLength(120);
    expect(await kms.listGrants(arn, grantees[7])).toEqual([
      { grantee: grantees[7], operations: ['CreateGrant', 'Decrypt'] },
    ]);
  });

  it('of Secrets Manager: whether a secret is here, and how its replicas fare', async () => {
    const { home, options } = setUp();
    const replica = { region: 'eu-central-1', status: 'Failed', message: 'no key' } as const;
    const arn = home.secretsManager.addSecret({ name: 'konecta/db', replicas: [replica] });
    home.secretsManager.addSecret({
      name: 'old',
      primaryRegion: 'us-east-1',
      isBeingDeleted: true,
    });
    const secrets = createSecretReads({ client: createSecretsManagerClient(options) });

    expect(await secrets.describeSecret(arn)).toEqual({
      arn,
      primaryRegion: REGION,
      isBeingDeleted: false,
      replicas: [replica],
    });
    expect(await secrets.describeSecret('old')).toMatchObject({
      primaryRegion: 'us-east-1',
      isBeingDeleted: true,
    });
    expect(await secrets.describeSecret('none')).toBeUndefined();
  });

  it.each([
    { image: { digest: 'sha256:aa' }, found: { digest: 'sha256:aa', tags: ['1.2.0', 'latest'] } },
    { image: { tag: '1.2.0' }, found: { digest: 'sha256:aa', tags: ['1.2.0', 'latest'] } },
    { image: { tag: '9.9.9' }, found: undefined },
  ])('of ECR: whether an image is here: $image', async ({ image, found }) => {
    const { home, options } = setUp();
    home.ecr.addImage('konecta-erp', { digest: 'sha256:aa', tags: ['1.2.0', 'latest'] });
    const images = createImageReads({ client: createEcrClient(options) });

    expect(await images.describeImage('konecta-erp', image)).toEqual(found);
    expect(await images.describeImage('no-such', image)).toBeUndefined();
  });

  it('of ACM: whether a certificate is issued here, and until when', async () => {
    const { home, options } = setUp();
    const validUntilMilliseconds = Date.UTC(2027, 0, 1);
    const arn = home.acm.addCertificate({
      domainName: 'konecta-erp.example',
      alternativeNames: ['*.konecta-erp.example'],
      validUntilMilliseconds,
    });
    home.acm.addCertificate({ domainName: 'old.example', status: 'EXPIRED' });
    const certificates = createCertificateReads({ client: createAcmClient(options) });

    expect(await certificates.describeCertificate(arn)).toEqual({
      arn,
      names: ['konecta-erp.example', '*.konecta-erp.example'],
      status: 'ISSUED',
      validUntilMilliseconds,
    });
    expect(await certificates.describeCertificate(`${arn}0`)).toBeUndefined();
    expect((await certificates.listCertificates()).map((one) => one.domainName)).toEqual([
      'konecta-erp.example',
      'old.example',
    ]);
  });

  it('of Service Quotas: what the account may have, where somebody changed it', async () => {
    const { home, options } = setUp();
    home.serviceQuotas.setQuota('eks', 'L-1194D53C', 100);
    const quotas = createQuotaReads({ client: createServiceQuotasClient(options) });

    expect(await quotas.readQuota('eks', 'L-1194D53C')).toBe(100);
    expect(await quotas.readQuota('eks', 'L-00000000')).toBeUndefined();
  });

  it('of EC2: how many addresses a subnet has left', async () => {
    const { home, options } = setUp();
    const [zone = ''] = home.ec2.network.zones;
    const id = `subnet-0123456789abcde${zone.slice(-1)}0`;
    const subnets = createSubnetReads({ client: createEc2Client(options, 'reads') });
    const empty = await subnets.describeSubnets([id, 'subnet-00000000000000000']);
    home.ec2.takeAddresses(id, 249);

    const nearlyFull = await subnets.describeSubnets([id]);

    expect(empty).toEqual([{ id, zone, freeAddresses: 251 }]);
    expect(nearlyFull).toEqual([{ id, zone, freeAddresses: 2 }]);
  });

  it('is refused where the role may not ask', async () => {
    const { aws, home, options } = setUp('ASIAROLE');
    aws.callers.register('ASIAROLE', {
      principal: { kind: 'role', roleName: 'nobody', session: 's' },
      cause: { kind: 'invocation', functionName: 'f', id: '1' },
      isOutside: true,
    });
    const arn = home.kms.addKey({ id: 'key-1' });
    const kms = createKmsReads({ client: createKmsClient(options) });

    await expect(kms.describeKey(arn)).rejects.toMatchObject({ code: 'Forbidden' });
  });
});
