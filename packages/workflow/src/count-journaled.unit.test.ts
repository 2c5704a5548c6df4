import type {
  DurableExecutionClient,
  DurableExecutionInvocationInput,
} from '@aws/durable-execution-sdk-js';

import { countJournaled } from './count-journaled.ts';

const ARN = { DurableExecutionArn: 'arn:an-execution' };
const OPERATION = { Id: 'o' };

/** A journal whose pages after the first hold so many operations each. */
function pagesOf(...sizes: readonly number[]): DurableExecutionClient {
  return {
    getExecutionState: ({ Marker }) => {
      const page = Number(Marker);
      const NextMarker = page + 1 < sizes.length ? String(page + 1) : undefined;
      const Operations = Array.from({ length: sizes[page] ?? 0 }, () => OPERATION);
      return Promise.resolve({ Operations, NextMarker } as never);
    },
    checkpoint: () => Promise.reject(new TypeError('expected no checkpoint')),
  };
}

function event(token: string, operations: number, next?: string): DurableExecutionInvocationInput {
  const Operations = Array.from({ length: operations }, () => OPERATION);
  return {
    CheckpointToken: token,
    InitialExecutionState: { Operations, NextMarker: next },
  } as never;
}

describe('countJournaled', () => {
  it('counts a journal that came whole', () => {
    const journaled = countJournaled(pagesOf());
    const context = {};

    journaled.begin(context, event('one', 7));

    expect(journaled.of(context)).toBe(7);
  });

  it('counts every page that was asked for, each for the invocation that asked', async () => {
    const journaled = countJournaled(pagesOf(3, 2));
    const [one, other] = [{}, {}];
    journaled.begin(one, event('one', 5, '0'));
    journaled.begin(other, event('other', 5, '1'));

    await journaled.client.getExecutionState({ ...ARN, CheckpointToken: 'one', Marker: '0' });
    await journaled.client.getExecutionState({ ...ARN, CheckpointToken: 'one', Marker: '1' });
    await journaled.client.getExecutionState({ ...ARN, CheckpointToken: 'other', Marker: '1' });

    expect([journaled.of(one), journaled.of(other)]).toEqual([10, 7]);
  });

  it('knows nothing of an invocation that it never saw', () => {
    expect(countJournaled(pagesOf()).of({})).toBe(0);
  });
});
