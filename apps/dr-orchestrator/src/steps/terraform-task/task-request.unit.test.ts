import { TerraformRequest } from '@understudy/recovery-messages';

import { clientTokenOf, startedByOf, taskErrand } from './task-request.ts';

const RUN = {
  plan: 'konecta-erp',
  incident: 'dr-1',
  step: 'infrastructure',
  owner: 'arn:aws:lambda:eu-west-1:123456789012:function:one',
};

function request(variables: Record<string, string> = {}): TerraformRequest {
  return TerraformRequest.parse({
    verb: 'apply',
    run: RUN,
    region: 'eu-west-1',
    blueprint: { bucket: 'konecta-erp-dev-dr', key: 'eu-west-1-dr.zip', versionId: 'v1' },
    state: { bucket: 'konecta-erp-dev-dr', key: 'dr/terraform.tfstate', region: 'eu-west-1' },
    variables,
  });
}

describe('the way of a request to a task', () => {
  it('is its environment as long as it fits, and the bucket when it does not', () => {
    const short = taskErrand(request());
    const long = taskErrand(request({ note: 'x'.repeat(8_000) }));

    expect(short.object).toBeUndefined();
    expect(TerraformRequest.parse(JSON.parse(short.variables['UNDERSTUDY_REQUEST'] ?? ''))).toEqual(
      request(),
    );
    expect(long.variables).toEqual({
      UNDERSTUDY_REQUEST_OBJECT: JSON.stringify({
        bucket: long.object?.bucket,
        key: long.object?.key,
      }),
    });
    expect(long.object?.key).toMatch(
      /^understudy\/requests\/dr-1-infrastructure-[0-9a-f]{16}\.json$/,
    );
    expect(long.object?.content).toContain('xxx');
  });

  it('counts what escaping adds: a text of quotes takes twice its length', () => {
    expect(taskErrand(request({ note: 'a'.repeat(5_000) })).object).toBeUndefined();
    expect(taskErrand(request({ note: '"'.repeat(5_000) })).object).toBeDefined();
  });

  it('has another object for another request, and the same for the same', () => {
    const one = taskErrand(request({ note: 'x'.repeat(8_000) })).object?.key;
    const other = taskErrand(request({ note: 'y'.repeat(8_000) })).object?.key;

    expect(one).not.toBe(other);
    expect(taskErrand(request({ note: 'x'.repeat(8_000) })).object?.key).toBe(one);
  });

  it('is known as the incident’s own by whatever execution of it, and by no other', () => {
    const own = startedByOf(RUN);

    expect(startedByOf({ ...RUN, owner: 'arn:aws:lambda:…:another' })).toBe(own);
    expect(startedByOf({ ...RUN, incident: 'dr-2' })).not.toBe(own);
    expect(startedByOf({ ...RUN, step: 'network' })).not.toBe(own);
    expect(own.length).toBeLessThanOrEqual(36);
    expect(clientTokenOf('a token').length).toBeLessThanOrEqual(64);
  });
});
