import { substituteValues } from './substitute-values.ts';

const manifest = (data: unknown) => ({
  place: 'a.yaml:1',
  object: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' }, data },
});

function substitute(
  data: unknown,
  values: Readonly<Record<string, string>> = { HOST: 'db', EMPTY: '' },
) {
  const { manifests, unresolved } = substituteValues([manifest(data)], values);
  return manifests[0]?.object['data'] ?? unresolved[0]?.names;
}

describe('values of the plan', () => {
  it.each([
    ['inside a text', { a: 'https://${HOST}:5432' }, { a: 'https://db:5432' }],
    ['several in one text', { a: '${HOST}${HOST}' }, { a: 'dbdb' }],
    ['in lists and deeper', { a: [{ b: '${HOST}' }] }, { a: [{ b: 'db' }] }],
    ['that are empty', { a: '${EMPTY}' }, { a: '' }],
    [
      'of scripts, which are left',
      { a: '$${HOST} ${lower} $HOST ${1X}' },
      { a: '${HOST} ${lower} $HOST ${1X}' },
    ],
    ['never in a key', { '${HOST}': 'x' }, { '${HOST}': 'x' }],
    ['never in what is no text', { a: 1, b: null, c: true }, { a: 1, b: null, c: true }],
  ])('are put in: %s', (_where, data, expected) => {
    expect(substitute(data)).toEqual(expected);
  });

  it('are not looked at again: what looks like a name stays text', () => {
    expect(substitute({ a: '${HOST}' }, { HOST: '${EMPTY} $${HOST}' })).toEqual({
      a: '${EMPTY} $${HOST}',
    });
  });

  it.each([['once each, in order', { a: '${ZONE} ${AREA} ${ZONE}' }, ['AREA', 'ZONE']]])(
    'that are missing are named %s',
    (_how, data, names) => {
      expect(substitute(data)).toEqual(names);
    },
  );
});
