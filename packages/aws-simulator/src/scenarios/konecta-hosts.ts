import type { Network, NetworkAnswer, NetworkEndpoint } from '../network/index.ts';
import type { TrafficSwitch } from '../probe/index.ts';
import type { KonectaSite } from './konecta-site.ts';

/** The name that users type; where it leads is the traffic switch's to say. */
export const KONECTA_HOST = 'konecta-erp.example';

/** In no region, and always there: by it an observer proves its own network. */
export const CONTROL_HOST = 'control.example';

/** What the balancer says for each state of what is behind it [documented]. */
const ANSWERS: Readonly<Record<ReturnType<KonectaSite['answer']>, NetworkAnswer>> = {
  ok: { kind: 'answer', status: 200, body: '{"status":"ok"}' },
  error: { kind: 'answer', status: 500, body: '{"status":"error"}' },
  'no-target': { kind: 'answer', status: 503, body: 'Service Temporarily Unavailable' },
  'no-answer': { kind: 'silence' },
};

/** A balancer and what runs behind it take this long to answer [believed]. */
const LATENCY_MS = 80;

/** Makes the application, each region's balancer and the control target answer on the network. */
export function addKonectaHosts(
  network: Network,
  sites: readonly KonectaSite[],
  traffic: TrafficSwitch,
): void {
  network.register(CONTROL_HOST, {
    latencyMilliseconds: LATENCY_MS,
    answer: () => ({ kind: 'answer', status: 204 }),
  });
  network.addResolver((host) => {
    if (host === KONECTA_HOST) {
      const site = sites.find(({ region }) => region === mostlyTo(traffic));
      return site && endpointOf(site);
    }
    const site = sites.find((one) => one.balancerDnsName()?.toLowerCase() === host);
    return site && endpointOf(site);
  });
}

function endpointOf(site: KonectaSite): NetworkEndpoint {
  return {
    region: site.region,
    latencyMilliseconds: LATENCY_MS,
    answer: () => ANSWERS[site.answer()],
  };
}

/** A resolver of ours follows the time to live: it is where most are. */
function mostlyTo(traffic: TrafficSwitch): string | undefined {
  const [first] = Object.entries(traffic.shares()).sort(([, one], [, other]) => other - one);
  return first?.[0];
}
