import { FILE_CHARACTERS_MAX, parseYaml } from './parse-yaml.ts';

describe('reading YAML', () => {
  it.each([
    ['what is no YAML', 'services: [unclosed'],
    ['a tab for indentation', 'a:\n\tb: 1'],
    ['a key said twice', 'services: {}\nvelocity: {}\nservices: {}\n'],
    ['a key said twice further in', 'a:\n  - { b: 1, b: 2 }\n'],
    ['a key that reaches a prototype', '__proto__: { polluted: true }\n'],
    ['a map as a key', '{ a: 1 }: 2\n'],
    ['two documents', 'a: 1\n---\nb: 2\n'],
    ['a tag', 'a: !!js/function "() => 1"'],
    ['an alias', 'a: &x [1]\nb: *x\n'],
    ['aliases of aliases', 'a: &a [1,1]\nb: &b [*a,*a]\nc: &c [*b,*b]\nd: [*c,*c]\n'],
    ['a megabyte', `a: "${'x'.repeat(1_000_000)}"`],
    ['brackets without end', '['.repeat(100_000)],
    ['brackets that close', '['.repeat(50_000) + ']'.repeat(50_000)],
    ['lists in lists', '- '.repeat(100_000) + 'x'],
    ['keys in keys', '? '.repeat(100_000) + 'x'],
    ['maps that are a little too deep', '{a: '.repeat(22) + '1' + '}'.repeat(22)],
    ['control characters', 'a: "\u0000\u0001'],
  ])('answers %s with problems, not with an exception', (_, text) => {
    const file = parseYaml('prod.yml', text);

    expect(file.value).toBeUndefined();
    expect(file.problems.length).toBeGreaterThan(0);
    expect(file.problems[0]).toMatchObject({ source: 'prod.yml' });
  });

  it('says on which line a key was said twice', () => {
    const { problems } = parseYaml('prod.yml', 'services: {}\nvelocity: {}\nservices: {}\n');

    expect(problems.map(({ line }) => line)).toEqual([3]);
  });

  it('knows the line of keys, of items and, failing that, of what is around', () => {
    const { lineOf } = parseYaml('prod.yml', 'a:\n  b:\n    - x\n    - y: 1\n');

    const lines = [['a'], ['a', 'b', 1], ['a', 'b', 1, 'y'], ['a', 'b', 9], ['z']].map(lineOf);

    expect(lines).toEqual([1, 4, 4, 2, undefined]);
  });

  it('reads JSON and emoji as they are', () => {
    const { value } = parseYaml('prod.yml', '{"a": "🚑", "b": [1, true, null]}');

    expect(value).toEqual({ a: '🚑', b: [1, true, null] });
  });

  it('reads a map of ten thousands of keys in seconds, not in minutes', () => {
    const line = 'k: 1\n';
    const keys = Math.floor(FILE_CHARACTERS_MAX / 12);
    const text = Array.from({ length: keys }, (_, index) => line.replace('k', `k${index}`)).join(
      '',
    );
    const started = performance.now();

    const { value } = parseYaml('prod.yml', text.slice(0, FILE_CHARACTERS_MAX));

    expect(Object.keys(value ?? {}).length).toBeGreaterThan(10_000);
    expect(performance.now() - started).toBeLessThan(20_000);
  });
});
