import { getEventListeners } from 'node:events';

import { never, unlessAborted } from './until-aborted.ts';

describe('unlessAborted', () => {
  it('leaves nothing behind on a signal that outlives the call', async () => {
    const { signal } = new AbortController();

    const value = await unlessAborted(Promise.resolve(7), signal);
    await Promise.resolve();

    expect(value).toBe(7);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('rejects with what it is told to make of the reason', async () => {
    const leaving = new AbortController();

    const waiting = unlessAborted(never(), leaving.signal, (reason) => `gone: ${String(reason)}`);
    leaving.abort('bored');

    await expect(waiting).rejects.toBe('gone: bored');
  });

  it('rejects at once for a signal that was aborted before', async () => {
    await expect(unlessAborted(never(), AbortSignal.abort('late'))).rejects.toBe('late');
  });
});
