import { formatDuration } from '../output/seconds.ts';
import { html, type Html } from './html.ts';
import type { Bar } from './report-model.ts';

/** Sizes of the drawing, in its own units: it scales with the page. */
const NAME_WIDTH = 260;
const CHART_WIDTH = 700;
const ROW_HEIGHT = 22;
const AXIS_HEIGHT = 24;
/** A step of no length can still be seen. */
const BAR_WIDTH_MIN = 3;
const NAME_CHARACTERS_MAX = 38;
/** More rows than this are a wall; the list below the drawing has them all. */
export const ROWS_MAX = 120;
const TICKS = 6;

/** The steps on one time axis: what ran side by side stands under each other. */
export function drawTimeline(bars: readonly Bar[], whole: number): Html {
  const shown = [...bars].sort((one, other) => one.from - other.from).slice(0, ROWS_MAX);
  const span = Math.max(whole, 1_000, ...shown.map(({ to }) => to));
  const height = AXIS_HEIGHT + shown.length * ROW_HEIGHT;
  const x = (at: number): number => NAME_WIDTH + (at / span) * CHART_WIDTH;
  return html`<svg
    viewBox="0 0 ${NAME_WIDTH + CHART_WIDTH} ${height}"
    role="img"
    aria-label="The steps on a time axis"
  >
    ${ticksOf(span).map(
      (at) =>
        html`<g class="tick"
          ><line x1="${x(at)}" x2="${x(at)}" y1="${AXIS_HEIGHT - 6}" y2="${height}" /><text
            x="${x(at)}"
            y="12"
            text-anchor="${anchorOf(at, span)}"
            >${formatDuration(at)}</text
          ></g
        >`,
    )}
    ${shown.map((bar, row) => drawBar(bar, AXIS_HEIGHT + row * ROW_HEIGHT, x))}
  </svg>`;
}

function drawBar(bar: Bar, y: number, x: (at: number) => number): Html {
  const from = x(bar.from);
  const width = Math.max(BAR_WIDTH_MIN, x(bar.to) - from);
  const name =
    bar.step.length <= NAME_CHARACTERS_MAX
      ? bar.step
      : `${bar.step.slice(0, NAME_CHARACTERS_MAX - 1)}…`;
  const estimate =
    bar.estimate === undefined
      ? undefined
      : html`<rect
          class="estimate"
          x="${from}"
          y="${y + 3}"
          width="${Math.max(BAR_WIDTH_MIN, x(bar.from + bar.estimate) - from)}"
          height="${ROW_HEIGHT - 6}"
        />`;
  return html`<g
    ><title>${bar.step}: ${bar.sentence} (${formatDuration(bar.to - bar.from)})</title>
    <text x="${NAME_WIDTH - 10}" y="${y + 15}" text-anchor="end">${name}</text>${estimate}
    <rect class="bar" x="${from}" y="${y + 5}" width="${width}" height="${ROW_HEIGHT - 10}" rx="2"
  /></g>`;
}

/** Round steps of seconds or minutes, about six of them. */
function ticksOf(span: number): readonly number[] {
  const wanted = span / TICKS / 1_000;
  const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 21_600, 86_400];
  const step = (steps.find((candidate) => candidate >= wanted) ?? 604_800) * 1_000;
  return Array.from({ length: Math.floor(span / step) + 1 }, (_, index) => index * step);
}

function anchorOf(at: number, span: number): string {
  if (at === 0) return 'start';
  return at > span * 0.95 ? 'end' : 'middle';
}
