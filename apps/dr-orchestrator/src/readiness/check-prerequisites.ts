import type { Clock } from '@understudy/clock';

import type { ReadinessFinding } from '../deciding/judge-readiness.ts';
import { lookAt, verifiedIf } from './finding.ts';
import type { ImageNeed, PrerequisiteReads, Prerequisites } from './prerequisites.ts';

/** A certificate that ends sooner than this would end during a long stay. */
const CERTIFICATE_DAYS_MIN = 30;
const DAY_MS = 86_400_000;

/** What no step owns: each by itself, so that one that is missing hides no other. */
export async function checkPrerequisites(
  clock: Clock,
  region: string,
  needs: Prerequisites,
  reads: PrerequisiteReads,
): Promise<readonly ReadinessFinding[]> {
  const looks = [
    ...keyLooks(clock, region, needs, reads),
    ...contentLooks(clock, region, needs, reads),
    ...roomLooks(clock, region, needs, reads),
  ];
  return Promise.all(looks);
}

type Looks = readonly Promise<ReadinessFinding>[];

function keyLooks(
  clock: Clock,
  region: string,
  { keys, grants }: Prerequisites,
  reads: PrerequisiteReads,
): Looks {
  const why = 'without it nothing that it encrypts can be read, and instances fall back to stopped';
  return [
    ...keys.map((key) =>
      lookAt(
        clock,
        { what: `key ${key} in ${region}`, why, repair: `aws kms replicate-key --key-id ${key}` },
        async (signal) => {
          const fact = await reads.keys.describeKey(key, { signal });
          return verifiedIf(fact?.state === 'Enabled', fact ? `it is ${fact.state}` : 'none found');
        },
      ),
    ),
    ...grants.map(({ key, grantee }) =>
      lookAt(
        clock,
        {
          what: `grant of ${key} to ${grantee}`,
          why,
          repair: `aws kms create-grant --region ${region} --key-id ${key} --grantee-principal ${grantee}`,
        },
        async (signal) => {
          const found = await reads.keys.listGrants(key, grantee, { signal });
          return verifiedIf(found.length > 0, `${found.length} grants`);
        },
      ),
    ),
  ];
}

function contentLooks(
  clock: Clock,
  region: string,
  { secrets, images, certificates }: Prerequisites,
  reads: PrerequisiteReads,
): Looks {
  return [
    ...secrets.map((secret) =>
      lookAt(
        clock,
        {
          what: `secret ${secret} in ${region}`,
          why: 'the applications read it when they start',
          repair: `aws secretsmanager replicate-secret-to-regions --secret-id ${secret} --add-replica-regions Region=${region}`,
        },
        async (signal) => {
          const fact = await reads.secrets.describeSecret(secret, { signal });
          if (!fact) return verifiedIf(false, 'none found');
          return verifiedIf(!fact.isBeingDeleted, fact.isBeingDeleted ? 'being deleted' : 'there');
        },
      ),
    ),
    ...images.map((image) => imageLook(clock, region, image, reads)),
    ...certificates.map((arn) =>
      lookAt(
        clock,
        {
          what: `certificate ${arn}`,
          why: 'the balancer of the recovery region serves with it',
          repair: `aws acm request-certificate --region ${region}`,
        },
        async (signal) => {
          const fact = await reads.certificates.describeCertificate(arn, { signal });
          if (!fact) return verifiedIf(false, 'none found');
          const until = fact.validUntilMilliseconds ?? Number.POSITIVE_INFINITY;
          const days = Math.floor((until - clock.now()) / DAY_MS);
          const lasts = days >= CERTIFICATE_DAYS_MIN;
          return verifiedIf(fact.status === 'ISSUED' && lasts, `${fact.status}, ${days} days left`);
        },
      ),
    ),
  ];
}

function imageLook(
  clock: Clock,
  region: string,
  { repository, tag, digest }: ImageNeed,
  reads: PrerequisiteReads,
): Promise<ReadinessFinding> {
  const named = digest === undefined ? { tag: tag ?? 'latest' } : { digest };
  const name = `${repository}${'tag' in named ? `:${named.tag}` : `@${named.digest}`}`;
  return lookAt(
    clock,
    {
      what: `image ${name} in ${region}`,
      why: "pods are pulled from this region's registry: another one may be lost",
      repair: `aws ecr put-replication-configuration, then push ${name} again`,
    },
    async (signal) => {
      const fact = await reads.images.describeImage(repository, named, { signal });
      return verifiedIf(fact !== undefined, fact?.digest ?? 'none found');
    },
  );
}

function roomLooks(
  clock: Clock,
  region: string,
  { quotas, subnets }: Prerequisites,
  reads: PrerequisiteReads,
): Looks {
  return [
    ...quotas.map(({ service, quota, atLeast }) =>
      lookAt(
        clock,
        {
          what: `quota ${service}/${quota} of ${atLeast} in ${region}`,
          why: 'a disaster is no time to ask for a higher one',
          repair: `aws service-quotas request-service-quota-increase --region ${region} --service-code ${service} --quota-code ${quota} --desired-value ${atLeast}`,
        },
        async (signal) => {
          const value = await reads.quotas.readQuota(service, quota, { signal });
          return verifiedIf((value ?? 0) >= atLeast, `it is ${value ?? 'not known'}`);
        },
      ),
    ),
    ...(subnets?.ids ?? []).map((id) =>
      lookAt(
        clock,
        {
          what: `${subnets?.freeAddresses} free addresses in ${id}`,
          why: 'nodes, pods and balancers each take some',
          repair: 'a larger subnet, or fewer machines in it',
        },
        async (signal) => {
          const [fact] = await reads.subnets.describeSubnets([id], { signal });
          const free = fact?.freeAddresses ?? 0;
          const enough = free >= (subnets?.freeAddresses ?? 0);
          return verifiedIf(enough, fact ? `${free} are free` : 'no such subnet');
        },
      ),
    ),
  ];
}
