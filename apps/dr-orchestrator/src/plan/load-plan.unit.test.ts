import { fileOf, renderProblems } from '@understudy/config';

import { STEP_KINDS } from '../steps/step-kinds.ts';
import { PLAN_BINDINGS } from './complete-plan.ts';
import { loadPlan, planJsonSchema } from './load-plan.ts';
import type { Plan } from './plan.ts';

/** The document's six variables. */
const VARIABLES = {
  DR_REGION: 'eu-west-1',
  PRIMARY_REGION: 'us-east-1',
  RDS_REPLICA_ID: 'konecta-erp-dev-replica',
  EKS_CLUSTER_NAME: 'konecta-erp-dev-dr',
  APP_NAMESPACE: 'konecta-erp',
  APP_SERVICE_NAME: 'konecta-erp',
};

function load(file: object = {}, values: Record<string, string> = VARIABLES) {
  const environment = { kind: 'environment', values, bindings: PLAN_BINDINGS } as const;
  return loadPlan('dev', [fileOf('dev.yml', file), environment], STEP_KINDS);
}

function planOf(file: object = {}): Plan {
  const loaded = load(file);
  if (loaded.result === 'invalid') throw new TypeError(renderProblems(loaded.problems));
  return loaded.configuration;
}

function problemsOf(file: object, values?: Record<string, string>): readonly string[] {
  const loaded = load(file, values);
  return loaded.result === 'invalid'
    ? loaded.problems.map(({ path, expected, found }) => `${path}: ${expected} | ${found}`)
    : [];
}

describe('a plan of nothing but the six variables', () => {
  it("is the document's own: promote, build, deploy, between a fence and the traffic", () => {
    const plan = planOf();

    expect(plan.steps.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
      'outage verify-outage',
      'suspicion suspect-outage',
      'fence fence-region',
      'infrastructure run-terraform-apply',
      'preparation deploy-applications',
      'database promote-rds-replica',
      'applications deploy-applications',
      'traffic shift-traffic',
      'report notify',
    ]);
    expect(plan.infrastructure.blueprint).toEqual({
      bucket: 'konecta-erp-dev-dr-eu-west-1',
      key: 'eu-west-1-dr.zip',
    });
    expect(plan).toMatchObject({ name: 'konecta-erp', whenUnknown: 'ask', trigger: 'automatic' });
    expect(plan.database.primary).toBe('konecta-erp-dev');
  });

  it('waits for what it refers to', () => {
    const applications = planOf().steps.find(({ name }) => name === 'applications');

    expect(applications?.after).toEqual(['infrastructure', 'preparation', 'database']);
  });

  it('builds on suspicion, never later than the loss is confirmed', () => {
    expect(planOf()).toMatchObject({ suspicionWindowSeconds: 95, confirmWindowSeconds: 300 });
    expect(planOf({ 'confirm-window-seconds': 120 }).suspicionWindowSeconds).toBe(95);
    expect(planOf({ 'suspicion-window-seconds': 300 }).suspicionWindowSeconds).toBe(300);
  });

  it('builds after the confirmed loss where a person is asked first', () => {
    const { steps } = planOf({ trigger: 'approval' });

    expect(steps.map(({ kind }) => kind)).not.toContain('suspect-outage');
    expect(steps.find(({ name }) => name === 'infrastructure')?.after).toEqual(['outage']);
    expect(steps.find(({ name }) => name === 'preparation')?.after).toEqual(['outage']);
  });

  it('has a hash that changes with it, and not with the order of its keys', () => {
    const one = planOf({ objectives: { 'rto-minutes': 40, 'rpo-seconds': 10 } });
    const same = planOf({ objectives: { 'rpo-seconds': 10, 'rto-minutes': 40 } });

    expect(same.hash).toBe(one.hash);
    expect(planOf().hash).not.toBe(one.hash);
  });
});

describe('a plan that is wrong', () => {
  const probe = { kind: 'http-probe', with: { url: 'https://konecta-erp.example' } };

  it.each<[string, object, RegExp]>([
    ['an unknown kind', { steps: { xx: { kind: 'promote-replica' } } }, /steps\..*one of/],
    ['an unknown key', { fence: true }, /fence: one of/],
    ['a name that is no name', { steps: { 'X Y': probe } }, /small letters/],
    [
      'a step that waits for none',
      { steps: { check: { ...probe, after: ['databse'] } } },
      /a step of this plan/,
    ],
    [
      'an output that is none',
      { steps: { check: { kind: 'http-probe', with: { url: '${steps.database.host}' } } } },
      /an output of database/,
    ],
    [
      'what is no reference',
      { steps: { check: { kind: 'http-probe', with: { url: '${database.endpoint}' } } } },
      /\$\{steps\.<step>\.<output>\}/,
    ],
    [
      'an output of the wrong type',
      { steps: { check: { kind: 'http-probe', with: { url: '${steps.database.port}' } } } },
      /steps\.check\.with\.url/,
    ],
    [
      'an input that is not taken',
      { steps: { check: { kind: 'notify', with: { to: 'x' } } } },
      /notify/,
    ],
    [
      'steps that wait for each other',
      { steps: { one: { ...probe, after: ['two'] }, two: { ...probe, after: ['one'] } } },
      /do not wait for each other \| one after two after one/,
    ],
    [
      'a step behind them',
      {
        steps: {
          one: { ...probe, after: ['two'] },
          two: { ...probe, after: ['one'] },
          three: { ...probe, after: ['two'] },
        },
      },
      /steps\.three: a step that can begin/,
    ],
    [
      'a promotion without a fence',
      { steps: { database: { kind: 'promote-rds-replica', after: ['outage'] } } },
      /steps\.database\.after: a step of kind fence-region/,
    ],
    [
      'an objective that cannot be met',
      { objectives: { 'rto-minutes': 5 } },
      /rto-minutes: at least/,
    ],
    [
      'a fence upon a suspicion',
      { steps: { fence: { kind: 'fence-region', after: ['suspicion'] } } },
      /steps\.fence\.after: a step of kind verify-outage before what closes/,
    ],
    [
      'traffic that waits for no confirmed loss',
      { steps: { traffic: { kind: 'shift-traffic', after: ['suspicion'] } } },
      /steps\.traffic\.after: a step of kind verify-outage/,
    ],
    [
      'a suspicion that is slower than the confirmation',
      { 'confirm-window-seconds': 200, 'suspicion-window-seconds': 201 },
      /suspicion-window-seconds: at most confirm-window-seconds \(200\)/,
    ],
    ['a suspicion of one look', { 'suspicion-window-seconds': 59 }, /suspicion-window-seconds/],
    ['a risk that nobody accepted', { 'when-unknown': 'proceed' }, /accepted-risk/],
    ['one region twice', { regions: { recovery: 'us-east-1' } }, /DR_REGION|another region/],
    ['a witness at home', { regions: { witness: 'us-east-1' } }, /a third region/],
    ['forty-one steps', { steps: manySteps(41) }, /at most 40/],
  ])('is refused: %s', (_what, file, expected) => {
    expect(problemsOf(file).join('\n')).toMatch(expected);
  });

  it('has all its problems reported at once', () => {
    const file = {
      'when-unknown': 'proceed',
      regions: { witness: 'eu-west-1' },
      steps: { x1: { kind: 'nothing' }, y1: { ...probe, after: ['zz'] } },
    };

    expect(problemsOf(file).length).toBeGreaterThanOrEqual(4);
  });

  it('names each variable that is missing', () => {
    expect(problemsOf({}, {}).join('\n')).toMatch(
      /PRIMARY_REGION[\s\S]*DR_REGION[\s\S]*RDS_REPLICA_ID/,
    );
  });

  it.each(Object.keys(VARIABLES))('names the variable whose value cannot be one: %s', (name) => {
    for (const value of ['; rm -rf /', '🔥', 'x'.repeat(300)]) {
      const loaded = load({}, { ...VARIABLES, [name]: value });

      const told = loaded.result === 'invalid' ? renderProblems(loaded.problems) : 'none';
      expect(told).toContain(name);
    }
  });

  it('names the file and the variable when both speak and disagree', () => {
    const [problem] = problemsOf({ database: { replica: 'another' } });

    expect(problem).toMatch(
      /database\.replica: the same as the environment variable RDS_REPLICA_ID/,
    );
  });
});

describe('the JSON schema of a plan', () => {
  it('is for editors: every key with its kind', () => {
    expect(planJsonSchema()).toMatchObject({
      type: 'object',
      additionalProperties: false,
      properties: { 'when-unknown': { enum: ['ask', 'proceed'] } },
    });
  });
});

function manySteps(count: number): Record<string, object> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `step-${index}`,
      { kind: 'notify', with: { words: 'x' } },
    ]),
  );
}
