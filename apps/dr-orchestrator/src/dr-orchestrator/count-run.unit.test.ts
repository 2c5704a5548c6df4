import { measuresOf } from './count-run.ts';
import { otherResponse, successResponse } from './response.ts';
import type { Plan } from '../plan/plan.ts';

const NOW = Date.UTC(2026, 10, 22, 3);

const PLAN = {
  regions: { primary: 'us-east-1', recovery: 'eu-west-1' },
  database: { replica: 'konecta-erp-dev-replica' },
  cluster: { recovery: 'konecta-erp-dev-dr' },
} as unknown as Plan;

describe('what a run is counted by', () => {
  it('is the time since the alarm, for a recovery', () => {
    const input = { trigger: { kind: 'alarm', changedAtMilliseconds: NOW - 1_100_000 } };

    expect(measuresOf(successResponse(PLAN), input, NOW)).toEqual({
      outcome: 'completed',
      reason: 'recovered',
      durationSeconds: 1_100,
    });
  });

  it('is why, for one that did not recover', () => {
    const held = otherResponse('dr-1', { name: 'held', reason: 'paused', sentence: 'Paused.' });
    const input = { trigger: { kind: 'observer', atMilliseconds: NOW - 2_000 } };

    expect(measuresOf(held, input, NOW)).toEqual({
      outcome: 'held',
      reason: 'paused',
      durationSeconds: 2,
    });
  });

  it('is no time for one that joined, and for an input that says none', () => {
    const joined = otherResponse('dr-1', { name: 'joined', reason: 'run-under-way', sentence: '' });
    const input = { trigger: { kind: 'request', atMilliseconds: NOW } };

    expect(measuresOf(joined, input, NOW)).toEqual({ outcome: 'joined', reason: 'run-under-way' });
    expect(measuresOf(successResponse(PLAN), 'nothing', NOW)).toEqual({
      outcome: 'completed',
      reason: 'recovered',
    });
  });

  it('is apart for a rehearsal, which recovers nothing', () => {
    const body = { message: '', region: '', rds_promoted: '', eks_cluster: '', checks: [] };

    expect(measuresOf({ statusCode: 200, body }, {}, NOW)).toEqual({ outcome: 'rehearsed' });
  });
});
