import * as z from 'zod';
import { InstanceFailoverFile } from './instance-failover/instance-failover-file.ts';
import { loadConfiguration, requireConfiguration, toJsonSchema } from './load-configuration.ts';
import { renderProblems } from './problem.ts';
import { fileOf } from './source.ts';
import { editDistance, suggest } from './suggest.ts';

const Schema = z.strictObject({
  region: z.string(),
  count: z.int().default(3),
  verbose: z.boolean().optional(),
  nested: z.strictObject({ deep: z.array(z.strictObject({ name: z.string() })) }).optional(),
});

function problemsOf(value: unknown) {
  const loaded = loadConfiguration(Schema, [fileOf('file.json', value)]);
  return loaded.result === 'invalid' ? loaded.problems : [];
}

describe('loading a configuration', () => {
  it('gives the complete value', () => {
    const loaded = loadConfiguration(Schema, [fileOf('file.json', { region: 'eu-west-1' })]);

    expect(loaded).toEqual({
      result: 'loaded',
      configuration: { region: 'eu-west-1', count: 3 },
    });
  });

  it.each([
    ['a list', [1], 'a map', 'a list of 1'],
    ['a number', 42, 'a map', '42'],
  ])('says what it expected where it found %s', (_, value, expected, found) => {
    expect(problemsOf(value)).toEqual([{ source: 'file.json', path: '', expected, found }]);
  });

  it('knows the keys inside wrappers and lists when it suggests one', () => {
    const problems = problemsOf({ region: 'x', nested: { deep: [{ name: 'a', nmae: 'b' }] } });

    expect(problems).toEqual([
      expect.objectContaining({ path: 'nested.deep.0.nmae', suggestion: 'name' }),
    ]);
  });

  it('says that something is missing', () => {
    expect(problemsOf({})).toEqual([
      { source: 'file.json', path: 'region', expected: 'text', found: 'nothing' },
    ]);
  });

  it('says of an unreadable file only that', () => {
    const problem = { source: 'file.yml', path: '', expected: 'YAML', found: 'soup' };
    const file = { ...fileOf('file.yml', undefined), problems: [problem] };

    const loaded = loadConfiguration(Schema, [file]);

    expect(loaded).toEqual({ result: 'invalid', problems: [problem] });
  });

  it('does not show more of a value than is needed', () => {
    const [problem] = problemsOf({ region: 'x', count: 'y'.repeat(10_000) });

    expect(problem?.found.length).toBeLessThan(70);
  });

  it('converts what the environment says, and leaves what it cannot to the schema', () => {
    const bindings = [
      { variable: 'COUNT', path: ['count'], as: 'number' },
      { variable: 'VERBOSE', path: ['verbose'], as: 'boolean' },
    ] as const;
    const load = (values: Record<string, string>) =>
      loadConfiguration(Schema, [
        fileOf('file.json', { region: 'x' }),
        { kind: 'environment', values, bindings },
      ]);

    expect(load({ COUNT: '7', VERBOSE: 'false' })).toMatchObject({
      configuration: { count: 7, verbose: false },
    });
    expect(load({ COUNT: 'many', VERBOSE: 'perhaps' })).toMatchObject({
      problems: [{ found: '"many"' }, { found: '"perhaps"', expected: 'true or false' }],
    });
  });

  it('throws everything at once for whoever cannot go on without', () => {
    const load = () => requireConfiguration(Schema, [fileOf('file.json', { count: 'x', z: 1 })]);

    expect(load).toThrow(expect.objectContaining({ code: 'ConfigurationInvalid' }));
    expect(load).toThrow('3 problems');
  });

  it('lists fifty problems and counts the rest', () => {
    const problem = { source: 'file.json', path: 'a', expected: 'b', found: 'c' };

    const text = renderProblems(Array.from({ length: 60 }, () => problem));

    expect([text.split('\n').length, text.split('\n').at(-1)]).toEqual([52, '… and 10 more']);
  });

  it('writes a schema for editors that knows keys, bounds and reasons', () => {
    const schema = JSON.stringify(toJsonSchema(InstanceFailoverFile));

    expect(schema).toContain('"additionalProperties":false');
    expect(schema).toContain('"looks":{');
    expect(schema).toContain('"minimum":2');
  });
});

describe('suggestions', () => {
  it.each([
    ['polcy', 'policy'],
    ['Policy', 'policy'],
    ['cooldownMinutes', 'coolDownMinutes'],
    ['banana', undefined],
    ['x'.repeat(10_000), undefined],
  ])('for %s are %s', (found, expected) => {
    expect(suggest(found, ['policy', 'coolDownMinutes'])).toBe(expected);
  });

  it.each([
    ['kitten', 'sitting', 3],
    ['', 'abc', 3],
    ['same', 'same', 0],
  ])('count the edits from %s to %s', (one, other, edits) => {
    expect(editDistance(one, other)).toBe(edits);
  });
});
