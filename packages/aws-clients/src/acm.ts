import {
  ACMClient,
  CertificateStatus,
  DescribeCertificateCommand,
  ListCertificatesCommand,
} from '@aws-sdk/client-acm';
import { unlessAbsent } from './calls/absent.ts';
import { present } from './calls/answers.ts';
import { clientSettings, type ClientOptions } from './calls/client-settings.ts';
import { readPages } from './calls/pages.ts';
import { refuseChanges } from './calls/reads-only.ts';
import { callsOf, sendRead } from './calls/send.ts';
import type { CertificateReads } from './readiness-ports.ts';

export function createAcmClient(options: ClientOptions): ACMClient {
  const client = new ACMClient(clientSettings(options, 'reads'));
  refuseChanges(client);
  return client;
}

export function createCertificateReads(outside: { readonly client: ACMClient }): CertificateReads {
  const { client } = outside;
  const call = callsOf('acm', client);
  return {
    async describeCertificate(arn, options = {}) {
      const command = new DescribeCertificateCommand({ CertificateArn: arn });
      const answer = await unlessAbsent(
        sendRead(call('DescribeCertificate'), options, (sending) => client.send(command, sending)),
      );
      if (!answer) return undefined;
      const found = present(answer.Certificate, 'the certificate');
      return {
        arn,
        names: found.SubjectAlternativeNames ?? [],
        status: present(found.Status, "the certificate's status"),
        ...(found.NotAfter ? { validUntilMilliseconds: found.NotAfter.getTime() } : {}),
      };
    },

    listCertificates(options = {}) {
      return readPages('acm:ListCertificates', async (next) => {
        const command = new ListCertificatesCommand({
          CertificateStatuses: Object.values(CertificateStatus),
          ...(next === undefined ? {} : { NextToken: next }),
        });
        const answer = await sendRead(call('ListCertificates'), options, (sending) =>
          client.send(command, sending),
        );
        const items = (answer.CertificateSummaryList ?? []).map((found) => ({
          arn: present(found.CertificateArn, "the certificate's ARN"),
          domainName: present(found.DomainName, "the certificate's name"),
        }));
        return { items, next: answer.NextToken };
      });
    },
  };
}
