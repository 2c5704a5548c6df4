import { formatDuration, formatTime } from '../output/seconds.ts';
import { outcomeWords, serviceName } from '../telling/describe-service.ts';
import { drawTimeline, ROWS_MAX } from './draw-timeline.ts';
import { html, type Html } from './html.ts';
import type { Bar, Report, Times } from './report-model.ts';
import { REPORT_STYLE } from './report-style.ts';

/** One file that needs nothing else: no script, no image, no font, nothing from anywhere. */
export function renderReport(report: Report): string {
  const { incident, notices } = report;
  const page = html`<!doctype html>
    <html lang="en">
      ${head(report)}
      <body>
        <header>
          <p class="kind">Understudy, incident report</p>
          <h1>${serviceName(incident)}</h1>
          <p class="id">${incident.id}</p>
          <p class="outcome ${toneOf(incident.outcome?.name)}">${outcomeWords(incident)}</p>
        </header>
        ${notices.map((notice) => html`<p class="notice">${notice}</p>`)}
        <section class="figures">${figures(report)}</section>
        ${drawing(report)} ${reasons(report)} ${steps(report)}
        <footer>
          Made ${formatTime(report.madeAtMilliseconds)} from what the table holds of this incident.
        </footer>
      </body>
    </html> `;
  return page.html;
}

function head({ incident }: Report): Html {
  return html`<head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta
      http-equiv="Content-Security-Policy"
      content="default-src 'none'; style-src 'unsafe-inline'"
    />
    <title>${incident.id}: ${incident.outcome?.name ?? 'under way'}</title>
    <style>
      ${{ html: REPORT_STYLE }}
    </style>
  </head>`;
}

function drawing({ bars, times }: Report): Html {
  const drawn =
    bars.length === 0 ? html`<p>No step is recorded.</p>` : drawTimeline(bars, times.taken);
  const more =
    bars.length > ROWS_MAX
      ? html`<p class="small">The first ${ROWS_MAX} of ${bars.length} entries are drawn.</p>`
      : undefined;
  return html`<section>
    <h2>How it went</h2>
    ${drawn}${more}
  </section>`;
}

function reasons(report: Report): Html {
  const { incident, next } = report;
  return html`<section>
    <h2>What began it, what was decided</h2>
    <dl>
      <dt>Began</dt>
      <dd>${formatTime(incident.openedAtMilliseconds)}: ${incident.trigger}</dd>
      ${decisionRows(incident.decision)}${approvalRow(report)}
      ${
        next === undefined
          ? undefined
          : html`<dt>Next</dt>
              <dd><code>${next}</code></dd>`
      }
    </dl>
  </section>`;
}

function steps({ bars }: Report): Html {
  return html`<section>
    <h2>Step by step</h2>
    <table>
      <thead>
        <tr>
          <th>At</th>
          <th>Step</th>
          <th>What</th>
          <th>Took</th>
        </tr>
      </thead>
      <tbody>
        ${bars.map(stepRow)}
      </tbody>
    </table>
  </section>`;
}

function stepRow({ step, sentence, evidence, from, to }: Bar): Html {
  const words = evidence === undefined ? undefined : html`<p class="evidence">${evidence}</p>`;
  return html`<tr>
    <td class="time">+${formatDuration(to)}</td>
    <td class="step">${step}</td>
    <td>${sentence}${words}</td>
    <td class="time">${formatDuration(to - from)}</td>
  </tr>`;
}

const GOOD: ReadonlySet<string> = new Set(['completed', 'nothing-to-do', 'joined']);
const BAD: ReadonlySet<string> = new Set(['failed', 'needs-operator', 'refused']);

function toneOf(outcome: string | undefined): string {
  if (outcome === undefined) return 'waiting';
  if (GOOD.has(outcome)) return 'good';
  return BAD.has(outcome) ? 'bad' : 'waiting';
}

function figures({ times, incident }: Report): readonly Html[] {
  return [
    figure(
      incident.closedAtMilliseconds === undefined ? 'so far' : 'from beginning to end',
      formatDuration(times.taken),
    ),
    ...targetFigure(times),
    ...comparedFigure(times),
  ];
}

function figure(words: string, value: string, tone = ''): Html {
  return html`<div class="figure ${tone}"><b>${value}</b><span>${words}</span></div>`;
}

function targetFigure({ taken, target }: Times): readonly Html[] {
  if (target === undefined) return [];
  const within = taken <= target;
  const words = within ? 'target, kept' : `target, missed by ${formatDuration(taken - target)}`;
  return [figure(words, formatDuration(target), within ? 'good' : 'bad')];
}

function comparedFigure({ compared }: Times): readonly Html[] {
  if (!compared) return [];
  return [
    figure(compared.words, `${formatDuration(compared.from)} – ${formatDuration(compared.to)}`),
  ];
}

/** Decisions differ by app; each has these three words of its own. */
function decisionRows(decision: unknown): Html | undefined {
  const { action, reason, sentence } = Object(decision) as Readonly<Record<string, unknown>>;
  if (typeof action !== 'string' || typeof reason !== 'string') return undefined;
  const words = typeof sentence === 'string' ? `. ${sentence}` : '';
  return html`<dt>Decided</dt>
    <dd>${action}: ${reason}${words}</dd>`;
}

function approvalRow({ incident: { approval } }: Report): Html | undefined {
  if (!approval) return undefined;
  const { answer } = approval;
  const words = answer
    ? `${answer.verdict} by ${answer.by} at ${formatTime(answer.atMilliseconds)}: ${answer.comment}`
    : `open until ${formatTime(approval.expiresAtMilliseconds)}`;
  return html`<dt>Asked</dt>
    <dd>${approval.question} <em>${words}</em></dd>`;
}
