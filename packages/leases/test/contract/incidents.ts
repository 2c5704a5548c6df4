import type { Approval } from '../../src/index.ts';
import { closing, hold, KEY, NOW, opening, outcomeOf, type Subject } from './subject.ts';

const QUESTION: Approval = {
  id: 'approval-1',
  epoch: 3,
  planHash: 'abc',
  askedAtMilliseconds: NOW,
  expiresAtMilliseconds: NOW + 1_800_000,
  question: 'Fail signaling over?',
};

const YES = {
  verdict: 'approved',
  by: 'operator',
  comment: 'go',
  atMilliseconds: NOW + 5,
} as const;

async function ask(subject: Subject): Promise<void> {
  const owner = await hold(subject.store, 'asking');
  const outcome = { name: 'asked', reason: 'r', sentence: 's' } as const;
  const change = { keepOpen: true, approval: QUESTION, outcome };
  await subject.store.close(owner.hold, closing('incident-asking', change));
}

/** Incidents, their questions to people, their timelines. */
export function incidentContract(subject: () => Subject): void {
  it('takes the first answer, finds it again, and refuses another', async () => {
    const { store } = subject();
    await ask(subject());
    const no = { ...YES, verdict: 'refused', by: 'other' } as const;

    const first = await store.answerApproval('incident-asking', 'approval-1', YES);
    const again = await store.answerApproval('incident-asking', 'approval-1', YES);
    const other = await outcomeOf(store.answerApproval('incident-asking', 'approval-1', no));

    expect(first.approval?.answer).toEqual(YES);
    expect(again).toEqual(first);
    expect(other).toBe('ApprovalAnswered');
  });

  it('takes one of two answers at once', async () => {
    const { store } = subject();
    await ask(subject());
    const no = { ...YES, verdict: 'refused', by: 'other' } as const;

    const outcomes = await Promise.all(
      [YES, no].map((answer) =>
        outcomeOf(store.answerApproval('incident-asking', 'approval-1', answer)),
      ),
    );

    expect(outcomes.filter((outcome) => outcome === 'ApprovalAnswered')).toHaveLength(1);
  });

  it.each([
    ['of another question', 'incident-asking', 'approval-0', NOW, 'ApprovalUnknown'],
    ['after the expiry', 'incident-asking', 'approval-1', NOW + 1_800_001, 'ApprovalExpired'],
    ['of no incident', 'incident-none', 'approval-1', NOW, 'IncidentUnknown'],
  ])('refuses an answer %s', async (_, incident, approval, atMilliseconds, code) => {
    const { store } = subject();
    await ask(subject());

    const answer = store.answerApproval(incident, approval, { ...YES, atMilliseconds });

    expect(await outcomeOf(answer)).toBe(code);
  });

  it('takes an answer in the very last millisecond', async () => {
    const { store } = subject();
    await ask(subject());
    const answer = { ...YES, atMilliseconds: QUESTION.expiresAtMilliseconds };

    const incident = await store.answerApproval('incident-asking', 'approval-1', answer);

    expect(incident.approval?.answer).toEqual(answer);
  });

  it('keeps an answer when the next look asks the same question again', async () => {
    const { store } = subject();
    await ask(subject());
    const next = await hold(store, 'next');
    await store.answerApproval('incident-asking', 'approval-1', YES);

    const change = { keepOpen: true, approval: QUESTION };
    await store.close(next.hold, closing('incident-asking', change));

    const incident = await store.readIncident('incident-asking');
    expect(incident?.approval?.answer).toEqual(YES);
  });

  it('remembers when and of what a person was told', async () => {
    const { store } = subject();
    const owner = await hold(store, 'owner');
    const told = { atMilliseconds: NOW, outcome: 'held: cool-down' };

    await store.close(owner.hold, closing('incident-owner', { keepOpen: true, told }));

    expect((await hold(store, 'next')).incident.told).toEqual(told);
  });

  it('keeps a timeline in order, once, and cuts what is too large', async () => {
    const { store } = subject();
    const entries = [
      { atMilliseconds: NOW + 1, step: 'fence', sentence: 'stopped', durationMilliseconds: 12 },
      { atMilliseconds: NOW + 1, step: 'start', sentence: 'x'.repeat(9_000) },
      { atMilliseconds: NOW, step: 'observe', sentence: 's', evidence: 'y'.repeat(9_000) },
    ];

    await store.appendTimeline('incident-1', entries);
    await store.appendTimeline('incident-1', entries);

    const timeline = await store.readTimeline('incident-1');
    const largest = Math.max(...timeline.map((entry) => JSON.stringify(entry).length));
    expect(timeline.map(({ step }) => step)).toEqual(['observe', 'fence', 'start']);
    expect(timeline[0]?.evidence).toEqual({ omitted: '9002 bytes, more than 5120' });
    expect(timeline[1]).toEqual(entries[0]);
    expect(largest).toBeLessThan(8_192);
  });

  it('lists incidents, newest first, of one service or of all', async () => {
    const { store } = subject();
    for (const [index, name] of ['a', 'b', 'c'].entries()) {
      const key = index === 1 ? 'plan#konecta-erp' : KEY;
      const nowMilliseconds = NOW + index;
      const owner = await hold(store, name, { key, nowMilliseconds });
      await store.close(owner.hold, closing(`incident-${name}`));
    }

    const all = await store.listIncidents({ limit: 10 });
    const newest = await store.listIncidents({ limit: 2 });
    const own = await store.listIncidents({ key: KEY, limit: 10 });

    expect(all.map(({ id }) => id)).toEqual(['incident-c', 'incident-b', 'incident-a']);
    expect(newest.map(({ id }) => id)).toEqual(['incident-c', 'incident-b']);
    expect(own.map(({ id }) => id)).toEqual(['incident-c', 'incident-a']);
  });

  it('names no more than fifty executions, the newest', async () => {
    const { store } = subject();
    for (let index = 0; index < 52; index++) {
      const owner = await hold(store, `look-${index}`, opening(`look-${index}`));
      await store.close(owner.hold, closing('incident-look-0', { keepOpen: true }));
    }

    const { executions } = (await store.readIncident('incident-look-0')) ?? { executions: [] };

    expect(executions).toHaveLength(50);
    expect(executions.at(-1)).toBe('look-51');
  });
}
