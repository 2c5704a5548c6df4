import type { Observation, SensorReading } from '@understudy/leases';

import { judgeEndpoint } from './judge-endpoint.ts';

const ENDPOINT = 'https://erp.example.com/health';

function seenBy(observer: Observation['observer'], ...sensors: SensorReading[]): Observation {
  const control = { sensor: 'control', result: 'yes', words: 'answers' } as const;
  return {
    plan: 'konecta-erp',
    observer,
    region: observer === 'observer' ? 'eu-west-1' : 'eu-central-1',
    looks: [{ atMilliseconds: 0, control, sensors }],
  };
}

function asked(result: SensorReading['result'], words: string): SensorReading {
  return { sensor: 'application', result, words };
}

const DATABASE = { sensor: 'database', result: 'yes', words: 'available' } as const;

describe('whether the observers ask as a user asks', () => {
  it('is only a warning where the plan names no endpoint, as the document’s does not', () => {
    const observations = [seenBy('observer', DATABASE), seenBy('witness', DATABASE)];

    const found = judgeEndpoint({ endpoint: undefined, balancer: undefined, observations });

    expect(found.mark).toBe('unverified');
    expect(found.found).toContain("RDS's word alone");
  });

  it('is not made good by a balancer, whose silence contradicts nobody', () => {
    const question = { endpoint: undefined, balancer: 'https://alb', observations: [] };

    const found = judgeEndpoint(question);

    expect(found).toMatchObject({ mark: 'unverified', found: expect.stringContaining('silence') });
  });

  it.each<[string, readonly Observation[], string, string]>([
    ['both are answered', both(asked('yes', 'answers 200')), 'verified', 'observer: answers 200;'],
    [
      'one is not, in peace time',
      [seenBy('observer', asked('yes', 'answers 200')), seenBy('witness', asked('no', 'says 404'))],
      'failed',
      'witness: says 404',
    ],
    ['nobody has looked', [], 'unknown', 'nobody has asked https://erp.example.com/health yet'],
    ['their own networks are broken', both(), 'unknown', 'nobody has asked'],
  ])('is judged by what they found: %s', (_what, observations, mark, words) => {
    const found = judgeEndpoint({ endpoint: ENDPOINT, balancer: undefined, observations });

    expect(found).toMatchObject({ mark, found: expect.stringContaining(words) });
  });
});

function both(...sensors: SensorReading[]): readonly Observation[] {
  return [seenBy('observer', ...sensors), seenBy('witness', ...sensors)];
}
