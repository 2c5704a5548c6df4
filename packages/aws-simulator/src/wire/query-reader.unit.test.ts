import { NormalizedSchema } from '@smithy/core/schema';

import { readQuery } from './query-reader.ts';
import { growQueryTree } from './query-tree.ts';
import { writeXml } from './xml-writer.ts';

type SchemaRef = Parameters<typeof NormalizedSchema.of>[0];

/** Lists and maps of every form, in the notation of the SDK's own schemas. */
const STRING = 0;
const LIST = [1, 'n', 'Names', 0, [STRING, { xmlName: 'Name' }]];
const MAP = [2, 'n', 'Map', 0, [STRING, { xmlName: 'K' }], [STRING, { xmlName: 'V' }]];
const SHAPE = NormalizedSchema.of([
  3,
  'n',
  'Shape',
  0,
  ['Flat', 'Nested', 'FlatMap', 'NestedMap'],
  [
    [LIST, { xmlFlattened: 1, xmlName: 'F' }],
    [LIST, 0],
    [MAP, { xmlFlattened: 1 }],
    [MAP, 0],
  ],
] as unknown as SchemaRef);

const VALUE = {
  Flat: ['a', 'b'],
  Nested: ['c'],
  FlatMap: { x: '1', y: '2' },
  NestedMap: { z: '3' },
};

describe('lists and maps of the query protocol', () => {
  it('are read flattened or not, by the names that their schema gives', () => {
    const tree = growQueryTree([
      ['F.2', 'b'],
      ['F.1', 'a'],
      ['Nested.Name.1', 'c'],
      ['FlatMap.1.K', 'x'],
      ['FlatMap.1.V', '1'],
      ['FlatMap.2.K', 'y'],
      ['FlatMap.2.V', '2'],
      ['NestedMap.entry.1.K', 'z'],
      ['NestedMap.entry.1.V', '3'],
    ]);

    expect(readQuery(SHAPE, tree, 'aws')).toEqual(VALUE);
  });

  it('are written flattened or not, by the same names', () => {
    expect(writeXml(SHAPE, VALUE, 'R')).toBe(
      '<R><F>a</F><F>b</F><Nested><Name>c</Name></Nested>' +
        '<FlatMap><K>x</K><V>1</V></FlatMap><FlatMap><K>y</K><V>2</V></FlatMap>' +
        '<NestedMap><entry><K>z</K><V>3</V></entry></NestedMap></R>',
    );
  });
});
