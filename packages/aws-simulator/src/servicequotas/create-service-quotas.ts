import type * as sdk from '@aws-sdk/client-service-quotas';

import { AwsFault } from '../kernel/aws-fault.ts';
import type { ApiCall, Requirement, SimulatedService, World } from '../kernel/world.ts';

/** Service Quotas of one region: what the account may have at most. */
export interface ServiceQuotas extends SimulatedService {
  setQuota(serviceCode: string, quotaCode: string, value: number, name?: string): void;
}

export function createServiceQuotas(world: World, region: string): ServiceQuotas {
  const quotas = new Map<string, { readonly value: number; readonly name: string }>();

  function getServiceQuota(input: sdk.GetServiceQuotaRequest): sdk.GetServiceQuotaResponse {
    const { ServiceCode: service = '', QuotaCode: code = '' } = input;
    const quota = quotas.get(`${service}/${code}`);
    // documented: a quota that nobody changed has no applied value; its default is another call's.
    if (!quota) {
      const message = `The request failed because the specified quota ${code} does not exist.`;
      throw new AwsFault('NoSuchResourceException', 400, message);
    }
    return {
      Quota: {
        ServiceCode: service,
        QuotaCode: code,
        QuotaName: quota.name,
        QuotaArn: arnOf(service, code),
        Value: quota.value,
        Adjustable: true,
        GlobalQuota: false,
      },
    };
  }

  function arnOf(service: string, code: string): string {
    return `arn:aws:servicequotas:${region}:${world.accountId}:${service}/${code}`;
  }

  return {
    name: 'servicequotas',
    operations: { GetServiceQuota: getServiceQuota },
    requirements({ operation, input }: ApiCall): readonly Requirement[] {
      const { ServiceCode = '', QuotaCode = '' } = input as sdk.GetServiceQuotaRequest;
      const resource = arnOf(ServiceCode, QuotaCode);
      return [{ action: `servicequotas:${operation}`, resource, conditionKeys: {} }];
    },
    setQuota(serviceCode, quotaCode, value, name = quotaCode) {
      quotas.set(`${serviceCode}/${quotaCode}`, { value, name });
    },
  };
}
