import type * as sdk from '@aws-sdk/client-acm';

import { AwsFault } from '../kernel/aws-fault.ts';
import { pageOf } from '../kernel/paging.ts';
import type { ApiCall, Requirement, SimulatedService, World } from '../kernel/world.ts';

/** A certificate as the story has it. */
export interface CertificateFixture {
  readonly domainName: string;
  readonly alternativeNames?: readonly string[];
  readonly status?: sdk.CertificateStatus;
  readonly validUntilMilliseconds?: number;
}

/** ACM of one region: certificates belong to their region, as balancers do. */
export interface Acm extends SimulatedService {
  /** Adds a certificate; answers its ARN. */
  addCertificate(certificate: CertificateFixture): string;
}

/** documented. */
const CERTIFICATES_PER_PAGE_MAX = 1_000;

export function createAcm(world: World, region: string): Acm {
  const certificates = new Map<string, CertificateFixture>();

  function describeCertificate(
    input: sdk.DescribeCertificateRequest,
  ): sdk.DescribeCertificateResponse {
    const arn = input.CertificateArn ?? '';
    const certificate = certificates.get(arn);
    if (!certificate) {
      const message = `Could not find certificate ${arn}.`;
      throw new AwsFault('ResourceNotFoundException', 400, message);
    }
    return { Certificate: { ...summary(arn, certificate), ...names(certificate) } };
  }

  /** documented: those of the wanted states; all when none is named. */
  function listCertificates(input: sdk.ListCertificatesRequest): sdk.ListCertificatesResponse {
    const { CertificateStatuses: statuses, MaxItems: size = CERTIFICATES_PER_PAGE_MAX } = input;
    const wanted = [...certificates].filter(([, { status = 'ISSUED' }]) =>
      (statuses ?? [status]).includes(status),
    );
    const page = pageOf(wanted, input.NextToken, size, 'InvalidArgsException');
    return {
      CertificateSummaryList: page.items.map(([arn, certificate]) => summary(arn, certificate)),
      ...(page.next === undefined ? {} : { NextToken: page.next }),
    };
  }

  return {
    name: 'acm',
    operations: { DescribeCertificate: describeCertificate, ListCertificates: listCertificates },
    requirements({ operation, input }: ApiCall): readonly Requirement[] {
      const { CertificateArn: resource = '*' } = input as { readonly CertificateArn?: string };
      return [{ action: `acm:${operation}`, resource, conditionKeys: {} }];
    },
    addCertificate(certificate) {
      const id = world.random.hex(32);
      const arn = `arn:aws:acm:${region}:${world.accountId}:certificate/${id}`;
      certificates.set(arn, certificate);
      return arn;
    },
  };
}

function summary(arn: string, certificate: CertificateFixture) {
  const { domainName, status = 'ISSUED', validUntilMilliseconds } = certificate;
  return {
    CertificateArn: arn,
    DomainName: domainName,
    Status: status,
    ...(validUntilMilliseconds === undefined ? {} : { NotAfter: new Date(validUntilMilliseconds) }),
  };
}

/** documented: the domain's name is among its alternatives. */
function names({ domainName, alternativeNames = [] }: CertificateFixture) {
  return { SubjectAlternativeNames: [...new Set([domainName, ...alternativeNames])] };
}
