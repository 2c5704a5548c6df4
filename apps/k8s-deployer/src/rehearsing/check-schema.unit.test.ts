import { checkSchema } from './check-schema.ts';

const SPEC = {
  type: 'object',
  required: ['seats'],
  properties: {
    seats: { type: 'integer', minimum: 1, maximum: 100 },
    plan: { type: 'string', enum: ['small', 'large'] },
    port: { 'x-kubernetes-int-or-string': true },
    hosts: { type: 'array', items: { type: 'string' } },
    labels: { type: 'object', additionalProperties: { type: 'string' } },
    anything: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
    until: { type: 'string', nullable: true },
  },
};
const SCHEMA = { type: 'object', properties: { spec: SPEC } };

const check = (spec: unknown, more: object = {}) =>
  checkSchema(
    { apiVersion: 'a/v1', kind: 'Tenant', metadata: { name: 'acme' }, spec, ...more },
    SCHEMA,
  );

describe('an object against the schema of its definition', () => {
  it.each([
    [
      'all that it may have',
      { seats: 5, plan: 'small', port: 'http', hosts: ['a'], labels: { a: 'b' }, until: null },
    ],
    ['a number where either may be', { seats: 1, port: 80 }],
    ['fields of its own where they are kept', { seats: 100, anything: { goes: { deep: 1 } } }],
  ])('is good with %s', (_what, spec) => {
    expect(check(spec)).toEqual([]);
  });

  it.each([
    ['a required field is missing', {}, 'spec.seats: required'],
    ['a type is another', { seats: 'five' }, 'spec.seats: expected integer, found string'],
    ['a number is not whole', { seats: 1.5 }, 'spec.seats: expected integer, found number'],
    ['it is too small', { seats: 0 }, 'spec.seats: expected at least 1'],
    ['it is too large', { seats: 101 }, 'spec.seats: expected at most 100'],
    [
      'a value is not among those',
      { seats: 1, plan: 'huge' },
      'spec.plan: expected one of its enum',
    ],
    ['neither number nor text', { seats: 1, port: true }, 'spec.port: expected a number or a text'],
    [
      'an item is wrong',
      { seats: 1, hosts: ['a', 2] },
      'spec.hosts[1]: expected string, found number',
    ],
    [
      'a member is wrong',
      { seats: 1, labels: { a: 1 } },
      'spec.labels.a: expected string, found number',
    ],
    [
      'a field is misspelt',
      { seats: 1, seat: 2 },
      'spec.seat: expected a field of the definition, found seat',
    ],
    ['null where none may be', { seats: null }, 'spec.seats: expected integer, found null'],
    ['a list where an object is due', ['x'], 'spec: expected object, found array'],
  ])('is told where %s', (_where, spec, problem) => {
    expect(check(spec)).toEqual([problem]);
  });

  it('names a strange field beside spec, and never what every object has', () => {
    expect(check({ seats: 1 }, { extra: 1 })).toEqual([
      'extra: expected a field of the definition, found extra',
    ]);
  });

  it('stops at five problems, and says nothing of a schema that it cannot read', () => {
    const many = Object.fromEntries([...'abcdefgh'].map((name) => [name, 1]));

    expect(check({ seats: 1, ...many })).toHaveLength(5);
    expect(checkSchema({ spec: 1 }, { type: 7 })).toEqual([]);
  });
});
