import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { AWS_OPTIONS } from './commands/command-spec.ts';
import { COMMANDS } from './commands/index.ts';

const WORKSPACE = path.resolve(__dirname, '../../..');

/** What a person is told to type: up to the end of its quote, sentence or comment. */
const COMMAND = /understudy ((?:[a-z]+(?:-[a-z]+)* ?)(?:[^\n`';,.$#]*))/g;

const VERBS = new Map(
  COMMANDS.flatMap((spec) => {
    const words = spec.usage.split(' ').filter((word) => /^[a-z]/.test(word));
    return [[words.join(' '), spec] as const];
  }),
);

function problemOf(said: string): string | undefined {
  const words = said.trim().split(/[ |"()]+/);
  const [first = '', second = ''] = words;
  const spec = VERBS.get(`${first} ${second}`) ?? VERBS.get(first);
  const isGroup = [...VERBS.keys()].some((verb) => verb.startsWith(`${first} `));
  if (!spec) return isGroup ? undefined : `no command ${first}`;
  const { options = [], asksAws, details = '', examples } = spec;
  const known = [...options, ...(asksAws ? AWS_OPTIONS : []), { flags: '--json --help' }];
  const flags = words.filter((word) => word.startsWith('--'));
  const strange = flags.find((flag) => !known.some((one) => one.flags.split(' ').includes(flag)));
  if (strange) return `no option ${strange} of ${spec.usage}`;
  const isOfPlan = second === 'dr' && !VERBS.has(`${first} ${second}`);
  const takesPlan = [details, ...examples].some((text) => /\bdr\b/.test(text));
  return isOfPlan && !takesPlan ? `no ${first} of a plan` : undefined;
}

/** Sources and documents of the products; tests say what is wrong on purpose. */
function filesOf(directory: string): readonly string[] {
  return readdirSync(directory, { withFileTypes: true, recursive: true })
    .filter(({ name }) => /\.(ts|md|yml)$/.test(name) && !name.includes('.test.'))
    .map(({ parentPath, name }) => path.join(parentPath, name))
    .filter((file) => !/\/(node_modules|dist|test|benchmark)\//.test(file));
}

describe('a command that is named in a sentence', () => {
  it('exists, with its options, for what it is to be asked of', () => {
    const files = ['apps', 'packages', 'terraform'].flatMap((one) =>
      filesOf(path.join(WORKSPACE, one)),
    );
    const named = [...files, path.join(WORKSPACE, 'README.md')].flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(COMMAND)].map(([, said = '']) => ({ file, said })),
    );

    const problems = named.flatMap(({ file, said }) => {
      const problem = problemOf(said);
      return problem ? [`${path.relative(WORKSPACE, file)}: ${said}: ${problem}`] : [];
    });

    expect(named.length).toBeGreaterThan(100);
    expect(problems).toEqual([]);
  });
});
