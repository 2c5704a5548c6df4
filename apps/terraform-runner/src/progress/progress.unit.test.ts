import { createProgress, TIMELINE_ENTRIES_MAX } from './create-progress.ts';
import { describeMessage } from './describe-message.ts';
import { createLeftToDo } from './left-to-do.ts';
import { describeDiagnostic, isSaidUnderLock, readMessage } from './terraform-message.ts';

function hook(type: string, addr: string, more: object = {}) {
  const line = JSON.stringify({
    '@message': `${addr}: ${type}`,
    '@timestamp': '2026-11-22T11:18:01.459218Z',
    type,
    hook: { resource: { addr, resource_type: 'aws_vpc' }, ...more },
  });
  const message = readMessage(line);
  if (message === undefined) throw new TypeError(`expected a message, found ${line}`);
  return message;
}

describe("a line of Terraform's", () => {
  it.each([
    ['no JSON', 'Initializing…'],
    ['a kind of a newer version', '{"type":"telepathy","@message":"m","@timestamp":"t"}'],
    ['a message without its parts', '{"type":"apply_start","@message":"m","@timestamp":"t"}'],
    ['a number', '7'],
  ])('that is %s is passed over', (_what, line) => {
    expect(readMessage(line)).toBeUndefined();
  });

  it('is said under the lock only when it is about resources', () => {
    const version = readMessage('{"type":"version","@message":"Terraform","@timestamp":"t"}');

    expect(version && isSaidUnderLock(version)).toBe(false);
    expect(isSaidUnderLock(hook('apply_start', 'a.b'))).toBe(true);
  });

  it('with a place is told with it', () => {
    const range = { filename: 'main.tf', start: { line: 3, column: 1 } };

    expect(
      describeDiagnostic({ severity: 'error', summary: 'Wrong', detail: 'It\n is.', range }),
    ).toBe('main.tf line 3: Wrong. It is.');
  });
});

describe('progress', () => {
  it('keeps what begins and ends, and of what goes on one line a minute', () => {
    const keeps = (type: string, seconds?: number) =>
      describeMessage(hook(type, 'a.b', seconds === undefined ? {} : { elapsed_seconds: seconds }))
        ?.keep;

    expect([keeps('apply_start'), keeps('apply_complete', 3)]).toEqual([true, true]);
    expect([keeps('apply_progress', 10), keeps('apply_progress', 60)]).toEqual([false, true]);
    expect(keeps('provision_progress')).toBe(false);
  });

  it('is bounded in the timeline, and a table that fails does not hold it up', async () => {
    const written: number[] = [];
    const warned: string[] = [];
    let fail = true;
    const log = {
      info: () => undefined,
      error: () => undefined,
      warn: (m: string) => warned.push(m),
    };
    const progress = createProgress({
      incident: 'dr-1',
      step: 's',
      clock: { now: () => 0 },
      log,
      mask: (text) => text,
      timeline: {
        async appendTimeline(_incident, entries) {
          if (fail) throw new TypeError('no table');
          written.push(entries.length);
        },
      },
    });

    progress.say({ sentence: 'lost', keep: true });
    await progress.flush(new AbortController().signal);
    fail = false;
    for (let line = 0; line < 2 * TIMELINE_ENTRIES_MAX; line++) {
      progress.say({ sentence: `line ${line}`, keep: true });
    }
    await progress.flush(new AbortController().signal);

    expect(warned).toEqual(['the timeline was not written']);
    expect(written.reduce((sum, count) => sum + count, 0)).toBe(TIMELINE_ENTRIES_MAX - 1);
  });
});

describe('what is left to do', () => {
  it('is what has not completed; a replacement completes with its new one', () => {
    const todo = createLeftToDo([
      { address: 'a.made', change: 'create' },
      { address: 'a.replaced', change: 'replace' },
      { address: 'a.waiting', change: 'update' },
    ]);

    todo.onMessage(hook('apply_complete', 'a.made', { action: 'create' }));
    todo.onMessage(hook('apply_complete', 'a.replaced', { action: 'delete' }));
    const half = todo.left();
    todo.onMessage(hook('apply_complete', 'a.replaced', { action: 'create' }));

    expect(half).toEqual(['a.replaced', 'a.waiting']);
    expect(todo.left()).toEqual(['a.waiting']);
  });
});
