import { execution, hold, KEY, NOW, type Subject } from './subject.ts';

/** How an owner gets on: what proves that it does not, when it only dies. */
export function progressContract(subject: () => Subject): void {
  it('keeps how an owner gets on: what its journal held when it last grew', async () => {
    const { store } = subject();
    await hold(store, 'owner');
    const turn = async (journaled: number, seconds: number): Promise<unknown> => {
      const atMilliseconds = NOW + seconds * 1_000;
      const progress = { journaled, atMilliseconds };
      const taken = await store.takeTurn(KEY, execution('owner'), NOW + 120_000, progress);
      return [taken?.hold.turn, taken?.lease.progress];
    };

    const turns = [await turn(4, 30), await turn(4, 90), await turn(9, 120), await turn(9, 300)];

    const fourth = { journaled: 4, atMilliseconds: NOW + 30_000 };
    const ninth = { journaled: 9, atMilliseconds: NOW + 120_000 };
    expect(turns).toEqual([
      [2, fourth],
      [3, fourth],
      [4, ninth],
      [5, ninth],
    ]);
  });

  it('says since when an owner holds it, before it has journaled anything', async () => {
    const { store } = subject();

    await hold(store, 'owner');

    const { lease } = await store.readService(KEY);
    expect(lease.progress).toEqual({ journaled: 0, atMilliseconds: expect.any(Number) });
  });
}
