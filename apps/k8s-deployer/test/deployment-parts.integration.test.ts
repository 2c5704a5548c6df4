import path from 'node:path';

import { partsOf, readPackagedFunctions, stackOfApp } from '@understudy/fault-simulation';

import { STORIES } from './deployment/deployer-stories.ts';
import { NOTICED_BY, type StoryName } from './deployment/part-table.ts';

const WORKSPACE = path.resolve(import.meta.dirname, '../../..');
const PACKAGE = stackOfApp(readPackagedFunctions(WORKSPACE, 'dev', 'eu-west-1'), 'k8s-deployer');
const PARTS = partsOf(PACKAGE.template);
const NOTICED = Object.entries(NOTICED_BY).flatMap(([story, parts]) =>
  parts.map((part) => [part, story as StoryName] as const),
);

describe('the deployment as it was packaged', () => {
  it.each(Object.entries(STORIES))('works: %s', async (_name, story) => {
    const complaints = await story(PACKAGE);

    expect(complaints).toEqual([]);
  });

  it('has no permission or variable that no story answers for, nor the table one too many', () => {
    const listed = NOTICED.map(([part]) => part);

    expect(listed.toSorted()).toEqual(PARTS.map(({ name }) => name).toSorted());
  });
});

describe('a deployment from which one part was deleted', () => {
  it.each(NOTICED)('without "%s" fails: %s', async (name, story) => {
    const part = PARTS.find((one) => one.name === name);
    if (!part) throw new TypeError(`the template has no part "${name}"`);

    const complaints = await STORIES[story]({ ...PACKAGE, template: part.remove() });

    expect(complaints).not.toEqual([]);
  });
});
