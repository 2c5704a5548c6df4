import type { Observation } from '@understudy/leases';

import type { ReadinessFinding } from './judge-readiness.ts';

/** The sensor that asks the plan's endpoint (observing/look-at-primary.ts). */
const APPLICATION = 'application';

export interface EndpointQuestion {
  readonly endpoint: string | undefined;
  readonly balancer: string | undefined;
  readonly observations: readonly Observation[];
}

/**
 * Whether a loss can be seen that RDS does not tell of. A plan without an endpoint is the document's
 * own, and recovers what RDS gives up: that is weaker, and no reason to call it unready.
 */
export function judgeEndpoint(
  question: EndpointQuestion,
): Pick<ReadinessFinding, 'mark' | 'found'> {
  const { endpoint, balancer, observations } = question;
  if (endpoint === undefined) {
    const beside = balancer === undefined ? '' : '; the silence of its balancer alone says nothing';
    return {
      mark: 'unverified',
      found: `the plan names no observing.endpoint: who serves is known by RDS's word alone${beside}`,
    };
  }
  const readings = observations.flatMap(({ observer, looks }) => {
    const asked = looks.at(-1)?.sensors.find(({ sensor }) => sensor === APPLICATION);
    return asked === undefined ? [] : [{ observer, ...asked }];
  });
  if (readings.length === 0) return { mark: 'unknown', found: `nobody has asked ${endpoint} yet` };
  const found = readings.map(({ observer, words }) => `${observer}: ${words}`).join('; ');
  const isWell = readings.every(({ result }) => result === 'yes');
  return { mark: isWell ? 'verified' : 'failed', found };
}
