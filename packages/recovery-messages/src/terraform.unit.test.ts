import { TerraformRequest } from './terraform.ts';

const REQUEST = {
  verb: 'apply',
  run: { plan: 'konecta-erp', incident: 'dr-1', step: 'infrastructure', owner: 'local:1' },
  region: 'eu-west-1',
  blueprint: { bucket: 'konecta-erp-dr', key: 'eu-west-1-dr.zip', versionId: 'v1' },
  state: { bucket: 'konecta-erp-dr', key: 'dr/terraform.tfstate', region: 'eu-west-1' },
};

describe('TerraformRequest', () => {
  it('fills in what was left out', () => {
    expect(TerraformRequest.parse(REQUEST)).toMatchObject({
      variables: {},
      strict: false,
      untaintAllowed: [],
    });
  });

  it.each<[string, object]>([
    ['an unknown key', { command: 'rm' }],
    ['an unknown verb', { verb: 'destroy' }],
    ['a path for a plan', { run: { ...REQUEST.run, plan: '../lease' } }],
    ['a checksum that is none', { blueprint: { ...REQUEST.blueprint, sha256: 'abc' } }],
    ['a region that is none', { region: 'eu-west-1; id' }],
    ['a variable whose name is a flag', { variables: { '-destroy': 'true' } }],
  ])('refuses %s', (_what, change) => {
    expect(TerraformRequest.safeParse({ ...REQUEST, ...change }).success).toBe(false);
  });
});
