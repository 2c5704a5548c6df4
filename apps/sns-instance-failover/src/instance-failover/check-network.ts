import { toErrorRecord } from '@understudy/errors';
import type { Role } from '@understudy/leases';

import type { FailoverWorld } from '../acting/failover-world.ts';
import type { ServiceDefinition } from '../services/service-definition.ts';
import type { Check } from './check.ts';

type Read = { readonly signal: AbortSignal };

/** Whether each configured address, route and record is there to be moved. */
export async function checkNetwork(
  world: FailoverWorld,
  service: ServiceDefinition,
  standby: Role,
  read: Read,
): Promise<readonly Check[]> {
  const checks: Check[] = [];
  if (service.elasticIps.length > 0) {
    checks.push(
      await checked('addresses', async () => {
        const found = await world.ec2.describeAddresses(service.elasticIps, read);
        return missing(
          service.elasticIps,
          found.map(({ allocationId }) => allocationId),
        );
      }),
    );
  }
  if (service.routes.length > 0) {
    checks.push(
      await checked('routes', async () => {
        const found = await world.ec2.describeRoutes(
          service.routes.map(({ routeTableId }) => routeTableId),
          read,
        );
        return missing(
          service.routes.map(({ routeTableId, destination }) => `${routeTableId} ${destination}`),
          found.map(({ routeTableId, destination }) => `${routeTableId} ${destination}`),
        );
      }),
    );
  }
  for (const record of service.dnsRecords) {
    checks.push(
      await checked(`record ${record.name}`, async () => {
        const found = await world.route53.readRecord(record.zoneId, record.name, record.type, read);
        if (!found) return 'it does not exist yet; the failover makes it';
        return record.values[standby].length === 0
          ? `no value is configured for ${standby}`
          : undefined;
      }),
    );
  }
  return checks;
}

async function checked(check: string, look: () => Promise<string | undefined>): Promise<Check> {
  try {
    const problem = await look();
    return {
      check,
      mark: problem === undefined ? 'verified' : 'failed',
      words: problem ?? 'found',
    };
  } catch (thrown) {
    const { code, message } = toErrorRecord(thrown);
    return { check, mark: 'unverified', words: `could not be read (${code}: ${message})` };
  }
}

function missing(wanted: readonly string[], found: readonly string[]): string | undefined {
  const absent = wanted.filter((id) => !found.includes(id));
  return absent.length === 0 ? undefined : `not found: ${absent.join(', ')}`;
}
