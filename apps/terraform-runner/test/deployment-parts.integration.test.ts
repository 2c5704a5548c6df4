import path from 'node:path';

import {
  partsOf,
  policiesOf,
  readPackagedFunctions,
  recordRequests,
  refusedOf,
  type GrantedRequest,
  type Part,
} from '@understudy/fault-simulation';

import {
  buildingRequests,
  forbiddenRequests,
  NEEDS,
  typesOfBlueprint,
} from './deployment/building-needs.ts';
import { HOSTED_IMAGE } from './deployment/hosted-image.ts';
import { noticedBy } from './deployment/part-table.ts';
import { STORIES } from './deployment/runner-stories.ts';
import { REGION } from './world/buckets.ts';
import { createDeployedRunner, ownPart, type DeployedRunner } from './world/deployed-runner.ts';
import { WAITING_HANDLER, waitingFunction } from './world/waiting-execution.ts';

const WORKSPACE = path.resolve(import.meta.dirname, '../../..');
const WHOLE = readPackagedFunctions(WORKSPACE, 'dev', REGION);
const PACKAGE = { ...WHOLE, template: ownPart(WHOLE.template) };
const PARTS = partsOf(PACKAGE.template);

type Kind = 'condition' | 'permission' | 'other';

function kindOf({ name }: Part): Kind {
  if (name.includes(' only if ')) return 'condition';
  return / may | is given to /.test(name) ? 'permission' : 'other';
}

function rows(kind: Kind): readonly (readonly [name: string, part: Part])[] {
  return PARTS.filter((part) => kindOf(part) === kind).map((part) => [part.name, part]);
}

/** Real Terraform runs in some stories. */
const STORY_MS_MAX = 180_000;

let deployed: DeployedRunner;
/** What the roles were allowed, over all stories. */
let requests: ReadonlyMap<string, GrantedRequest>;

beforeAll(async () => {
  const sourceFunctions = new Map([[WAITING_HANDLER, waitingFunction]]);
  deployed = await createDeployedRunner({ sourceFunctions, image: HOSTED_IMAGE });
  requests = recordRequests(deployed.aws);
});

afterAll(() => deployed.backend.stop());

describe('the deployment as it was packaged', () => {
  it.each(Object.entries(STORIES))(
    'works: %s',
    async (_name, story) => {
      expect(await story(deployed, PACKAGE)).toEqual([]);
    },
    STORY_MS_MAX,
  );

  it('lets Terraform build, change and take away every type of the blueprint', () => {
    expect(Object.keys(NEEDS).toSorted()).toEqual(typesOfBlueprint());
    expect(refusedOf(buildingRequests(), policiesOf(PACKAGE.template, REGION))).toEqual([]);
  });
});

describe('a deployment from which one variable, role or log was deleted', () => {
  it.each(rows('other'))(
    'fails without "%s"',
    async (name, part) => {
      const spoilt = { ...PACKAGE, template: part.remove() };

      expect(await STORIES[noticedBy(name)](deployed, spoilt)).not.toEqual([]);
    },
    STORY_MS_MAX,
  );
});

/** After the stories above: what they asked of AWS is put to the policies again. */
describe('a deployment from which one permission was deleted', () => {
  it.each(rows('permission'))('is refused what a story needs, without "%s"', (_name, part) => {
    const whole = policiesOf(PACKAGE.template, REGION);
    const asked = [...requests.values(), ...buildingRequests()];
    const needed = asked.filter((one) => refusedOf([one], whole).length === 0);

    expect(refusedOf(needed, policiesOf(part.remove(), REGION))).not.toEqual([]);
  });
});

describe('a deployment from which one condition was deleted', () => {
  const allowedOf = (template: typeof PACKAGE.template) =>
    forbiddenRequests()
      .filter((one) => refusedOf([one], policiesOf(template, REGION)).length === 0)
      .map(({ sentence }) => sentence);

  it('is measured by what is refused with all of them', () => {
    expect(allowedOf(PACKAGE.template)).toEqual([]);
  });

  it.each(rows('condition'))('allows what it must not, without "%s"', (_name, part) => {
    expect(allowedOf(part.remove())).not.toEqual([]);
  });
});
