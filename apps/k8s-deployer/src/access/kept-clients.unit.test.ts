import { createKeptClients } from './kept-clients.ts';

function setUp() {
  let now = 1_000_000;
  const kept = createKeptClients(() => now);
  let made = 0;
  return {
    /** Which one was given: the first, the second, … */
    get: (key: string) =>
      Reflect.get(
        kept.get(key, () => ({ ...API, number: ++made })),
        'number',
      ),
    pass: (seconds: number) => (now += seconds * 1_000),
  };
}

const API = { send: () => Promise.reject(new RangeError('nothing is sent here')) };

describe('the client of a cluster', () => {
  it('is kept while it is used again soon, however long that goes on', () => {
    const { get, pass } = setUp();

    const given = [0, 59, 59, 59].map((seconds) => {
      pass(seconds);
      return get('dr');
    });

    expect(given).toEqual([1, 1, 1, 1]);
  });

  it('is another one after a pause in which its connections may have died', () => {
    const { get, pass } = setUp();
    get('dr');

    pass(60);

    expect(get('dr')).toBe(2);
  });

  it('is another one for another cluster, endpoint or authority', () => {
    const { get } = setUp();

    expect([get('dr a'), get('dr b'), get('dr a')]).toEqual([1, 2, 1]);
  });
});
