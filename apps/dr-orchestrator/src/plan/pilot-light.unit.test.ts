import { fileOf, renderProblems } from '@understudy/config';

import { STEP_KINDS } from '../steps/step-kinds.ts';
import { loadPlan } from './load-plan.ts';
import { pilotLightOf } from './pilot-light.ts';
import type { Plan } from './plan.ts';

function planWith(steps: object): Plan {
  const text = {
    regions: { primary: 'us-east-1', recovery: 'eu-west-1' },
    strict: true,
    database: { replica: 'konecta-erp-dev-replica' },
    cluster: { recovery: 'konecta-erp-dev-dr' },
    application: { namespace: 'konecta-erp', service: 'konecta-erp' },
    steps,
  };
  const loaded = loadPlan('dev', [fileOf('dev.yml', text)], STEP_KINDS);
  if (loaded.result === 'loaded') return loaded.configuration;
  throw new TypeError(renderProblems(loaded.problems));
}

describe('pilotLightOf', () => {
  it('keeps what builds, without nodes, and none of what makes a recovery', () => {
    const { plan, leftOut } = pilotLightOf(planWith({}));

    expect(plan.steps.map(({ name, after }) => [name, after])).toEqual([['infrastructure', []]]);
    expect(plan.steps[0]?.input).toMatchObject({ strict: false, variables: { pilot_light: true } });
    expect(plan.strict).toBe(false);
    expect(leftOut).toEqual([]);
  });

  it('keeps what the plan says of a build, and the order of two', () => {
    const second = {
      kind: 'run-terraform-apply',
      after: ['infrastructure', 'database'],
      with: { variables: { node_count: 3 } },
    };

    const { plan } = pilotLightOf(planWith({ second }));

    expect(plan.steps.map(({ name, after }) => [name, after])).toEqual([
      ['infrastructure', []],
      ['second', ['infrastructure']],
    ]);
    expect(plan.steps[1]?.input).toMatchObject({ variables: { node_count: 3, pilot_light: true } });
  });

  it('leaves out what refers to what only a recovery knows', () => {
    const second = {
      kind: 'run-terraform-apply',
      with: { variables: { host: '${steps.database.endpoint}' } },
    };

    const { plan, leftOut } = pilotLightOf(planWith({ second }));

    expect(plan.steps.map(({ name }) => name)).toEqual(['infrastructure']);
    expect(leftOut).toEqual(['second']);
  });
});
