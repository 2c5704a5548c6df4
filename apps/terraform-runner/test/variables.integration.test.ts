import type { TerraformRequest } from '@understudy/recovery-messages';
import { startSimulator, type Backend } from './world/backends.ts';
import { blueprint, VARIABLES } from './world/blueprint.ts';
import { createRunnerWorld, type RunnerWorld } from './world/runner-world.ts';

/** Every way in which Terraform reads the declaration of a variable, and what only looks like one. */
const ODD = {
  'variables.tf': `${VARIABLES}
# variable "in_a_comment" {}
variable "on_one_line" { default = "}" }
locals {
  odd  = "\${"a" == "}" ? "{" : "\\"{"}"
  text = <<-EOT
  variable "in_a_text" {
  EOT
}
variable unquoted { default = 1 }
`,
  'more.tf.json': '{"variable":[{"in_json":{"default":1}}]}',
  'modules/network/main.tf': 'variable "of_a_module" {}\n',
};
const DECLARED = ['region', 'size', 'on_one_line', 'unquoted', 'in_json'];

let backend: Backend;
let world: RunnerWorld;

beforeAll(async () => {
  backend = await startSimulator();
});

beforeEach(async () => {
  world = await createRunnerWorld(backend.endpoint);
});

afterEach(() => world.close());

afterAll(() => backend.stop());

async function ask(verb: TerraformRequest['verb'], variables: object) {
  const archive = await world.upload(blueprint({ ...world.own, ...ODD }));
  return await world.run(archive, { request: { verb, variables } });
}

describe('a variable that the blueprint does not declare', () => {
  it.each(['check', 'rehearse', 'apply'] as const)(
    'is refused by %s, with all others and what there is',
    async (verb) => {
      const answer = await ask(verb, { size: 3, pilot_ligth: true, of_a_module: 'x' });

      expect(answer).toMatchObject({ outcome: 'refused', next: expect.stringContaining('plan') });
      expect(answer.sentence).toBe(
        `VariablesUndeclared: variables of the request: expected ${DECLARED.toSorted().join(', ')}; ` +
          'found of_a_module, pilot_ligth.',
      );
      expect(answer.findings).toContainEqual(
        expect.objectContaining({ check: 'variables', mark: 'failed' }),
      );
      expect(await world.records.read(stateOf(world))).toEqual({});
    },
  );

  it.each(['in_a_comment', 'in_a_text'])('is one that only looks declared: %s', async (name) => {
    expect(await ask('check', { [name]: 1 })).toMatchObject({ outcome: 'refused' });
  });

  it('is not found where Terraform finds none: each declared one is taken, without a warning', async () => {
    const variables = Object.fromEntries(
      DECLARED.map((name) => [name, name === 'region' ? 'eu-west-1' : '1']),
    );

    const checked = await ask('check', variables);
    const rehearsed = await ask('rehearse', variables);

    expect([checked.outcome, rehearsed.outcome]).toEqual(['checked', 'checked']);
    expect(checked.findings).toContainEqual(
      expect.objectContaining({ check: 'variables', mark: 'verified' }),
    );
    expect(JSON.stringify(rehearsed.findings)).not.toContain('undeclared');
  });

  it('does not hide what Terraform says of a blueprint that is not valid', async () => {
    const files = { ...world.own, 'variables.tf': 'variable "size" {\n' };
    const archive = await world.upload(blueprint(files));

    const answer = await world.run(archive, { request: { variables: { other: 1 } } });

    expect(answer.sentence).toMatch(/variables\.tf line \d/);
  });
});

function stateOf({ stateKey }: RunnerWorld) {
  return { plan: 'konecta-erp', statePath: `konecta-erp-dev-dr-eu-west-1/${stateKey}` };
}
