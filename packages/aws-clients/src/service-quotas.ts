import { GetServiceQuotaCommand, ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { unlessAbsent } from './calls/absent.ts';
import { clientSettings, type ClientOptions } from './calls/client-settings.ts';
import { refuseChanges } from './calls/reads-only.ts';
import { callsOf, sendRead } from './calls/send.ts';
import type { QuotaReads } from './readiness-ports.ts';

export function createServiceQuotasClient(options: ClientOptions): ServiceQuotasClient {
  const client = new ServiceQuotasClient(clientSettings(options, 'reads'));
  refuseChanges(client);
  return client;
}

export function createQuotaReads(outside: { readonly client: ServiceQuotasClient }): QuotaReads {
  const { client } = outside;
  const call = callsOf('servicequotas', client)('GetServiceQuota');
  return {
    async readQuota(serviceCode, quotaCode, options = {}) {
      const command = new GetServiceQuotaCommand({
        ServiceCode: serviceCode,
        QuotaCode: quotaCode,
      });
      const answer = await unlessAbsent(
        sendRead(call, options, (sending) => client.send(command, sending)),
      );
      return answer?.Quota?.Value;
    },
  };
}
