import type { AttributeValue } from '@aws-sdk/client-dynamodb';

import type { Item } from './attribute-value.ts';
import { holds } from './condition-evaluation.ts';
import { parseCondition } from './condition-expression.ts';
import { refuseUnused, substitutionsOf } from './expression-parser.ts';
import { applyUpdate } from './update-application.ts';
import { parseUpdate } from './update-expression.ts';

const ITEM: Item = {
  pk: { S: 'service#jupiter' },
  owner: { S: 'exec-1' },
  term: { N: '7' },
  history: { L: [{ S: 'a' }, { S: 'b' }, { S: 'c' }, { M: { x: { N: '1' } } }] },
  intent: { M: { phase: { S: 'fence' } } },
  flags: { BOOL: true },
};

const NAMES = { '#o': 'owner', '#p': 'phase' };
const VALUES: Record<string, AttributeValue> = {
  ':one': { N: '1' },
  ':big': { N: '12345678901234567890123456789012345678' },
  ':text': { S: 'x' },
  ':flag': { BOOL: true },
  ':list': { L: [{ S: 'z' }] },
};

function substitutions() {
  return substitutionsOf({ ExpressionAttributeNames: NAMES, ExpressionAttributeValues: VALUES });
}

function condition(expression: string): boolean {
  return holds(parseCondition(expression, 'ConditionExpression', substitutions()), ITEM);
}

function update(expression: string): Item {
  return applyUpdate(ITEM, parseUpdate(expression, substitutions()));
}

describe('a condition', () => {
  it.each([
    ['#o = #o and attribute_exists(intent.#p)', true],
    ['not (#o = :text or term > :one)', false],
    ['not #o = :text and term > :one', true],
    ['missing <> :one', true],
    ['missing > :one or not missing > :one', true],
    ['term < :big', true],
    ['size(history) > :one', true],
    ['size(missing) > :one', false],
    ['history[3].x = :one', true],
    ['history[9] = :one', false],
    ['contains(missing, :one)', false],
    ['term between :one and :big', true],
    ['#o > :one', false],
  ])('%s is %s', (expression, expected) => {
    expect(condition(expression)).toBe(expected);
  });

  it.each([
    ['', 'Invalid ConditionExpression: The expression can not be empty;'],
    [
      'status = :one',
      'Invalid ConditionExpression: Attribute name is a reserved keyword; reserved keyword: status',
    ],
    [
      'term = :two',
      'Invalid ConditionExpression: An expression attribute value used in expression is not ' +
        'defined; attribute value: :two',
    ],
    [
      '#x = :one',
      'Invalid ConditionExpression: An expression attribute name used in the document path is ' +
        'not defined; attribute name: #x',
    ],
    ['term = = :one', 'Invalid ConditionExpression: Syntax error; token: "=", near: "= = :one"'],
    ['term = :one )', 'Invalid ConditionExpression: Syntax error; token: ")", near: ":one )"'],
    ['((term = :one))', 'Invalid ConditionExpression: The expression has redundant parentheses;'],
    [
      'term < :flag',
      'Invalid ConditionExpression: Incorrect operand type for operator or function; ' +
        'operator or function: <, operand type: BOOL',
    ],
    [
      'Begins_With(#o, :text)',
      'Invalid ConditionExpression: Invalid function name; function: Begins_With',
    ],
    [
      'attribute_type(#o, :text)',
      'Invalid ConditionExpression: Invalid attribute type name found; type: x, ' +
        'valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}',
    ],
  ])('%p is refused in the words of the service', (expression, message) => {
    expect(() => condition(expression)).toThrow(message);
  });
});

describe('an update', () => {
  it('removes list elements by their places before the update', () => {
    const after = update('REMOVE history[0], history[2], history[3].x');

    expect(after['history']).toEqual({ L: [{ S: 'b' }, { M: {} }] });
  });

  it('reads every operand before it writes any', () => {
    const after = update('SET a = term, term = :one, b = if_not_exists(a, term)');

    expect(after).toMatchObject({ a: { N: '7' }, term: { N: '1' }, b: { N: '7' } });
  });

  it('leaves the item before it as it was', () => {
    const before = structuredClone(ITEM);

    update('SET intent.#p = :text, history[0] = :one REMOVE history[1]');

    expect(ITEM).toEqual(before);
  });

  it.each([
    ['SET term = :big + :one', { term: { N: '12345678901234567890123456789012345679' } }],
    [
      'SET history = list_append(:list, history)',
      { history: { L: [{ S: 'z' }, { S: 'a' }, { S: 'b' }, { S: 'c' }, expect.anything()] } },
    ],
    [
      'SET history[90] = :text, history[80] = :one',
      {
        history: {
          L: [{ S: 'a' }, { S: 'b' }, { S: 'c' }, expect.anything(), { N: '1' }, { S: 'x' }],
        },
      },
    ],
    ['ADD hits :one', { hits: { N: '1' } }],
    ['SET #o = if_not_exists(missing, if_not_exists(absent, :text))', { owner: { S: 'x' } }],
  ])('%s', (expression, expected) => {
    expect(update(expression)).toMatchObject(expected);
  });

  it.each([
    ['SET missing.x = :one', 'The document path provided in the update expression is invalid'],
    ['REMOVE missing.x', 'The document path provided in the update expression is invalid'],
    ['SET a = missing', 'refers to an attribute that does not exist in the item'],
    ['SET a = #o + :one', 'An operand in the update expression has an incorrect data type'],
    ['SET term = term + :text', 'operator or function: +, operand type: S'],
    ['ADD #o :one', 'An operand in the update expression has an incorrect data type'],
    ['ADD term :text', 'operator: ADD, operand type: STRING, typeSet: ALLOWED_FOR_ADD_OPERAND'],
    ['SET a = :one, a.b = :one', 'path one: [a], path two: [a, b]'],
    ['SET a[0] = :one, a.b = :one', 'Two document paths conflict with each other'],
    ['SET a = :one SET b = :one', 'The "SET" section can only be used once'],
    ['PUT a = :one', 'Syntax error; token: "PUT", near: "PUT a"'],
  ])('%s is refused in the words of the service', (expression, message) => {
    expect(() => update(expression)).toThrow(message);
  });
});

it.each([
  ['Names', { ExpressionAttributeNames: { '#x': 'x' } }, 'unused in expressions: keys: {#x}'],
  ['Values', { ExpressionAttributeValues: { ':x': { S: 'x' } } }, 'keys: {:x}'],
])('%s that no expression uses are refused', (_, request, message) => {
  expect(() => refuseUnused(substitutionsOf(request), true)).toThrow(message);
});
