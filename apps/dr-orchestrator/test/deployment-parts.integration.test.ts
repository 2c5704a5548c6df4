import path from 'node:path';

import {
  partsOf,
  policiesOf,
  readPackagedFunctions,
  refusedOf,
  stackOfApp,
  type GrantedRequest,
  type KonectaRegion,
  type Part,
  type StackPackage,
} from '@understudy/fault-simulation';

import { FORBIDDEN_REQUESTS } from './deployment/forbidden-requests.ts';
import {
  DOCUMENTS_VARIABLES,
  NOTICED_BY_NOTHING,
  noticedBy,
  WITHOUT_STAGE_FILE,
} from './deployment/part-table.ts';
import { PACKAGED_AS, STORIES, type Packages } from './deployment/region-stories.ts';
import { withoutStageFiles } from './deployment/without-stage-file.ts';

const WORKSPACE = path.resolve(__dirname, '../../..');
const STORY_MS_MAX = 300_000;
const REGIONS = { recovery: 'eu-west-1', witness: 'eu-central-1' } as const;

type Role = keyof typeof REGIONS;

function packaged(role: KonectaRegion): StackPackage {
  return readPackagedFunctions(WORKSPACE, 'dev', PACKAGED_AS[role]);
}

const PACKAGES: Packages = {
  primary: packaged('primary'),
  recovery: packaged('recovery'),
  witness: packaged('witness'),
};
const BARE = withoutStageFiles(PACKAGES);

/** The app's part of what a region is deployed with. */
function templateOf(role: Role) {
  return stackOfApp(PACKAGES[role], 'dr-orchestrator').template;
}

type Row = readonly [role: Role, name: string, part: Part];

type Kind = 'condition' | 'permission' | 'trigger or variable';

function kindOf({ name }: Part): Kind {
  if (name.includes(' only if ')) return 'condition';
  return name.includes(' may ') ? 'permission' : 'trigger or variable';
}

function rows(kind: Kind): readonly Row[] {
  return (['recovery', 'witness'] as const).flatMap((role) =>
    partsOf(templateOf(role))
      .filter((part) => kindOf(part) === kind)
      .filter(({ name }) => NOTICED_BY_NOTHING[role]?.[name] === undefined)
      .map((part): Row => [role, part.name, part]),
  );
}

/** What the functions were allowed, over all stories. */
const requests = new Map<string, GrantedRequest>();

describe('the deployment as it was packaged', () => {
  it.each(Object.entries(STORIES))(
    'works: %s',
    async (_name, story) => {
      const { complaints, requests: granted } = await story(PACKAGES);
      for (const one of granted) requests.set(JSON.stringify(one), one);

      expect(complaints).toEqual([]);
    },
    STORY_MS_MAX,
  );

  it('works without a stage file, by the variables of the document alone', async () => {
    expect((await STORIES[WITHOUT_STAGE_FILE](BARE)).complaints).toEqual([]);
  });

  it.each(['recovery', 'witness'] as const)(
    'has in %s all parts that are said to be noticed by nothing',
    (role) => {
      const names = partsOf(templateOf(role)).map(({ name }) => name);

      expect(names).toEqual(expect.arrayContaining(Object.keys(NOTICED_BY_NOTHING[role] ?? {})));
    },
  );
});

describe('a deployment from which one trigger or variable was deleted', () => {
  it.each(rows('trigger or variable'))(
    'fails in %s without "%s"',
    async (role, name, part) => {
      const base = DOCUMENTS_VARIABLES.test(name) ? BARE : PACKAGES;
      const spoilt = { ...base, [role]: { ...base[role], template: part.remove() } };

      expect((await STORIES[noticedBy(name)](spoilt)).complaints).not.toEqual([]);
    },
    STORY_MS_MAX,
  );
});

/** After the stories above: what they asked of AWS is put to the policies again. */
describe('a deployment from which one permission was deleted', () => {
  it.each(rows('permission'))(
    'is refused in %s what a story needs, without "%s"',
    (role, _name, part) => {
      const whole = policiesOf(templateOf(role), REGIONS[role]);
      const needed = [...requests.values()].filter((one) => refusedOf([one], whole).length === 0);

      expect(refusedOf(needed, policiesOf(part.remove(), REGIONS[role]))).not.toEqual([]);
    },
  );

  it('lets the witness write what it saw, and nothing else of the table', () => {
    const decide = policiesOf(templateOf('witness'), REGIONS.witness);
    const write = (key: string): string | undefined =>
      decide(
        {
          kind: 'role',
          roleName: `understudy-dev-region-observer-${REGIONS.witness}`,
          session: 'a test',
        },
        {
          action: 'dynamodb:UpdateItem',
          resource: 'arn:aws:dynamodb:eu-west-1:123456789012:table/understudy-dev',
          conditionKeys: { 'dynamodb:LeadingKeys': key },
        },
      );

    expect(write('observation#konecta-erp')).toBeUndefined();
    expect(write('plan#konecta-erp')).toBeDefined();
  });
});

describe('a deployment from which one condition was deleted', () => {
  const allowedIn = (role: Role, template: ReturnType<typeof templateOf>) =>
    FORBIDDEN_REQUESTS.filter((one) => one.role === role)
      .filter((one) => refusedOf([one], policiesOf(template, REGIONS[role])).length === 0)
      .map(({ sentence }) => sentence);

  it.each(['recovery', 'witness'] as const)('is measured by what is refused in %s', (role) => {
    expect(allowedIn(role, templateOf(role))).toEqual([]);
  });

  it.each(rows('condition'))('allows in %s what it must not, without "%s"', (role, _name, part) => {
    expect(allowedIn(role, part.remove())).not.toEqual([]);
  });
});
