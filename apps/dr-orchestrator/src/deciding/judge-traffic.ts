import type { BalancerFact, FailoverRecordFact } from '@understudy/aws-clients';

import type { ReadinessFinding } from './judge-readiness.ts';

export interface TrafficQuestion {
  readonly name: string;
  readonly recoveryRegion: string;
  /** The failover records of the name; one for each type of address and role. */
  readonly records: readonly FailoverRecordFact[];
  /** All that stand in the recovery region. */
  readonly balancers: readonly BalancerFact[];
}

type Judged = Pick<ReadinessFinding, 'mark' | 'found'>;

/** Balancers of every partition: `….eu-west-1.elb.amazonaws.com`, `….elb.eu-west-1.amazonaws.com`. */
const BALANCER_NAME = /\.elb\.([a-z0-9-]+\.)?amazonaws\.com(\.cn)?$/;

/** A balancer serves in these: one that is impaired has lost a zone. */
const STANDING: ReadonlySet<string> = new Set(['active', 'active_impaired']);

/** Whether users find a balancer when the object is written. The first row that matches wins. */
export function judgeTraffic(question: TrafficQuestion): Judged {
  const { name, records } = question;
  const of = (role: FailoverRecordFact['role']) => records.filter((one) => one.role === role);
  const no = (found: string): Judged => ({ mark: 'failed', found });
  if (records.length === 0) return no(`${name} has no failover record`);
  if (of('secondary').length === 0) return no(`${name} has no secondary: it leads nowhere else`);
  // What has no check is answered for good, whatever object is written.
  if (of('primary').length === 0 || of('primary').some((one) => !one.healthCheckId)) {
    return no(`${name} has no primary with a health check: it never gives way to the secondary`);
  }
  const judged = of('secondary').map(({ target }) => judgeTarget(question, target));
  return judged.find(({ mark }) => mark === 'failed') ?? worstOf(judged);
}

function judgeTarget({ name, recoveryRegion, balancers }: TrafficQuestion, target: string): Judged {
  const host = plain(target).replace(/^dualstack\./, '');
  const found = balancers.find(({ dnsName }) => plain(dnsName) === host);
  if (found) {
    const words = `the secondary of ${name} leads to ${host}, which is ${found.state}`;
    return { mark: STANDING.has(found.state) ? 'verified' : 'failed', found: words };
  }
  if (!BALANCER_NAME.test(host)) {
    const words = `the secondary of ${name} leads to ${host}, which is no balancer of AWS`;
    return { mark: 'unverified', found: words };
  }
  const words = `the secondary of ${name} leads to ${host}, and no balancer in ${recoveryRegion} has that name`;
  return { mark: 'failed', found: words };
}

function worstOf(judged: readonly Judged[]): Judged {
  const [first = { mark: 'unknown', found: 'nothing was looked at' } as const] = judged;
  return judged.find(({ mark }) => mark === 'unverified') ?? first;
}

/** Names of hosts are the same in any case, and with a last dot. */
function plain(host: string): string {
  return host.toLowerCase().replace(/\.$/, '');
}
