import { fromAttributes, toAttributes } from './attribute-values.ts';
import { boundedData, boundedText } from './bounded-data.ts';
import { writeExpressions } from './write-expressions.ts';

describe('attributes', () => {
  it('come back as they were, without what is undefined', () => {
    const item = { text: '', number: 1.5, no: false, none: null, list: [1, { a: 'b' }], map: {} };

    const back = fromAttributes(toAttributes({ ...item, nothing: undefined }));

    expect(back).toEqual(item);
    expect(back).not.toHaveProperty('nothing');
  });

  it.each([[Number.NaN], [Number.POSITIVE_INFINITY], [Symbol('x')], [() => 1]])(
    'cannot be made of %p',
    (value) => {
      expect(() => toAttributes({ value })).toThrow(/Expected plain data/);
    },
  );
});

describe('writeExpressions', () => {
  it('names everything by placeholders, nested names part by part', () => {
    const written = writeExpressions(
      {
        set: [
          [['joined', 'a.b'], 1],
          ['skipped', undefined],
        ],
        add: [['count', 2]],
        remove: ['owner'],
      },
      [
        { path: 'owner', equals: 'x' },
        { path: ['joined', 'a.b'], present: false },
        { path: 'count', atMost: 9 },
      ],
    );

    expect(written).toEqual({
      UpdateExpression: 'SET #n0.#n1 = :v0 ADD #n2 :v1 REMOVE #n3',
      ConditionExpression: '#n3 = :v2 AND attribute_not_exists(#n0.#n1) AND #n2 <= :v3',
      ExpressionAttributeNames: { '#n0': 'joined', '#n1': 'a.b', '#n2': 'count', '#n3': 'owner' },
      ExpressionAttributeValues: {
        ':v0': { N: '1' },
        ':v1': { N: '2' },
        ':v2': { S: 'x' },
        ':v3': { N: '9' },
      },
    });
  });

  it('says nothing where there is nothing to say', () => {
    expect(writeExpressions({}, [])).toEqual({});
  });
});

describe('bounds', () => {
  it('keeps data up to the last byte', () => {
    expect(boundedData('abc', 5)).toBe('abc');
    expect(boundedData('abcd', 5)).toEqual({ omitted: '6 bytes, more than 5' });
  });

  it('cuts text between characters', () => {
    expect(boundedText('äöü', 6)).toBe('äöü');
    expect(boundedText('äöü', 3)).toBe('ä…');
  });
});
