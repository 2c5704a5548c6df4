import type { Incident, TimelineEntry } from '@understudy/leases';

import { drawTimeline, ROWS_MAX } from './draw-timeline.ts';
import { renderReport } from './render-report.ts';
import { barsOf, timeTaken, type Report } from './report-model.ts';

const OPENED_AT = Date.UTC(2026, 10, 22, 3, 4, 5);

function incident(changes: Partial<Incident> = {}): Incident {
  return {
    id: 'signaling-20261122-0304-e212f4',
    key: 'service#signaling',
    openedAtMilliseconds: OPENED_AT,
    closedAtMilliseconds: OPENED_AT + 95_000,
    trigger: 'alarm signaling-primary-health',
    executions: ['one'],
    failures: 0,
    outcome: { name: 'completed', reason: 'failed-over', sentence: 'backup is in charge.' },
    ...changes,
  };
}

function entry(seconds: number, changes: Partial<TimelineEntry> = {}): TimelineEntry {
  return {
    atMilliseconds: OPENED_AT + seconds * 1_000,
    step: 'start',
    sentence: 'started',
    durationMilliseconds: 4_000,
    ...changes,
  };
}

function report(entries: readonly TimelineEntry[], changes: Partial<Report> = {}): string {
  const about = incident();
  const bars = barsOf(about, entries);
  return renderReport({
    incident: about,
    bars,
    times: { taken: timeTaken(about, bars, OPENED_AT) },
    notices: [],
    madeAtMilliseconds: OPENED_AT + 200_000,
    ...changes,
  });
}

describe('the report', () => {
  it('says the outcome, the time, each step and its evidence', () => {
    const page = report([
      entry(12, { evidence: { verdict: 'fenced', words: 'stopped, seen twice' } }),
    ]);

    expect(page).toContain('completed (failed-over). backup is in charge.');
    expect(page).toContain('<b>95.0 s</b>');
    expect(page).toContain('+12.0 s');
    expect(page).toContain('stopped, seen twice');
  });

  it('says whether the target was kept', () => {
    const times = { taken: 95_000, target: 60_000 };

    expect(report([], { times })).toContain('target, missed by 35.0 s');
    expect(report([], { times: { ...times, target: 120_000 } })).toContain('target, kept');
  });

  it('needs nothing from anywhere', () => {
    const page = report([entry(3)]);

    expect(page).toContain("default-src 'none'");
    expect(page).not.toMatch(/<script|<img|<link|url\(|https?:/);
  });

  it.each([
    ['a step', { step: '<script>alert(1)</script>' }],
    ['a sentence', { sentence: '"><img src=x onerror=alert(1)>' }],
    ['evidence', { evidence: { words: "<b onclick='x'>" } }],
    ['evidence without words', { evidence: { '<i>': '</td>' } }],
  ])('takes %s for text, whatever it holds', (_what, changes) => {
    expect(report([entry(3, changes)])).not.toMatch(/<script|<img|<b onclick|<i>/);
  });

  it('shows no character that turns a reader around', () => {
    expect(report([entry(3, { step: 'start\u202eevil\u0000' })])).not.toMatch(/[\u202e\u0000]/);
  });

  it('bounds evidence and drawing, not the list', () => {
    const entries = Array.from({ length: ROWS_MAX + 10 }, (_, index) =>
      entry(index, { evidence: { words: 'x'.repeat(5_000) } }),
    );
    const page = report(entries);

    expect(page.match(/class="bar"/g)).toHaveLength(ROWS_MAX);
    expect(page.match(/<td class="step">/g)).toHaveLength(entries.length);
    expect(page).not.toContain('x'.repeat(700));
  });
});

describe('the drawing', () => {
  it('keeps a step of no length visible, and the axis readable at any span', () => {
    for (const whole of [0, 1_000, 95_000, 2_400_000, 90_000_000]) {
      const { html } = drawTimeline([{ step: 's', sentence: '', from: 0, to: 0 }], whole);

      expect(html).toMatch(/class="bar"[^>]*width="3"/);
      expect(html.match(/class="tick"/g)?.length).toBeLessThanOrEqual(8);
    }
  });
});

describe('the time taken', () => {
  it.each([
    ['closed', incident(), 95_000],
    ['waiting for a person', incident({ closedAtMilliseconds: undefined as never }), 3_000],
  ])('of an incident that is %s', (_what, about, expected) => {
    expect(timeTaken(about, barsOf(about, [entry(3)]), OPENED_AT + 500_000)).toBe(expected);
  });

  it('grows while nothing has come out', () => {
    const { outcome: _outcome, closedAtMilliseconds: _closed, ...open } = incident();

    expect(timeTaken(open, [], OPENED_AT + 500_000)).toBe(500_000);
  });
});
