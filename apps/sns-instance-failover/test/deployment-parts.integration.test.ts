import path from 'node:path';

import {
  partsOf,
  readPackagedFunctions,
  stackOfApp,
  withStageFile,
  type Template,
} from '@understudy/fault-simulation';

import type { Deployed } from './deployment/deployed-scenes.ts';
import { LAYERED_STAGE_FILE } from './deployment/layered-scene.ts';
import { CHECKS } from './deployment/part-checks.ts';
import { NOTICED_BY, type CheckName } from './deployment/part-table.ts';

const WORKSPACE = path.resolve(__dirname, '../../..');
const PLAIN = stackOfApp(
  readPackagedFunctions(WORKSPACE, 'prod', 'us-east-1'),
  'sns-instance-failover',
);
const CONFIGURED = withStageFile(PLAIN, 'prod', LAYERED_STAGE_FILE);
const PARTS = partsOf(PLAIN.template);
const NOTICED = Object.entries(NOTICED_BY).flatMap(([check, parts]) =>
  parts.map((part) => [part, check as CheckName] as const),
);

/** The packaged functions with another template: their code stays the same bytes. */
function withTemplate(template: Template): Deployed {
  return { plain: { ...PLAIN, template }, configured: { ...CONFIGURED, template } };
}

describe('the deployment as it was packaged', () => {
  it.each(Object.entries(CHECKS))('works: %s', async (_name, check) => {
    const complaints = await check(withTemplate(PLAIN.template));

    expect(complaints).toEqual([]);
  });

  it('has no trigger, permission or variable that no check answers for, nor the table one too many', () => {
    const listed = NOTICED.map(([part]) => part);

    expect(listed.toSorted()).toEqual(PARTS.map(({ name }) => name).toSorted());
  });
});

describe('a deployment from which one part was deleted', () => {
  it.each(NOTICED)('without "%s" fails: %s', async (name, check) => {
    const part = PARTS.find((one) => one.name === name);
    if (!part) throw new TypeError(`the template has no part "${name}"`);

    const complaints = await CHECKS[check](withTemplate(part.remove()));

    expect(complaints).not.toEqual([]);
  });
});
