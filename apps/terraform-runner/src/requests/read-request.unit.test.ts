import { hasCode } from '@understudy/errors';
import { readRequest } from './read-request.ts';

const REQUEST = {
  verb: 'apply',
  run: { plan: 'konecta-erp', incident: 'dr-1', step: 'build', owner: 'local:1' },
  region: 'eu-west-1',
  blueprint: { bucket: 'konecta-erp-dr', key: 'eu-west-1-dr.zip', versionId: 'v1' },
  state: { bucket: 'konecta-erp-dr', key: 'dr/terraform.tfstate', region: 'eu-west-1' },
};

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level++) value = [value];
  return value;
}

describe('a request', () => {
  it('is read as it is', () => {
    expect(readRequest(REQUEST)).toMatchObject({ verb: 'apply', variables: {}, strict: false });
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['a text', 'apply'],
    ['nested without end', { ...REQUEST, variables: { deep: nested(100_000) } }],
    ['longer than any', { ...REQUEST, variables: { long: ['x'.repeat(600_000)] } }],
    ['with an unknown key', { ...REQUEST, force: true }],
    ['with a flag for a variable', { ...REQUEST, variables: { '-destroy': true } }],
  ])('that is %s is refused', (_what, event) => {
    let thrown: unknown;
    try {
      readRequest(event);
    } catch (error) {
      thrown = error;
    }

    expect(hasCode(thrown, 'RequestInvalid')).toBe(true);
  });
});
