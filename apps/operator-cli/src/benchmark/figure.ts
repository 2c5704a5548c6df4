/** One line of the benchmark's table. */
export interface Figure {
  readonly what: string;
  readonly value: string;
  readonly target?: string;
  /** Absent: measured, without a target. */
  readonly met?: boolean;
  readonly note?: string;
}

/** Seconds for people. */
export function inSeconds(milliseconds: number): string {
  return `${(milliseconds / 1_000).toFixed(1)} s`;
}

/** A markdown table, as it stands in the README. */
export function renderTable(figures: readonly Figure[]): string {
  const rows = figures.map(({ what, value, target = '', met, note = '' }) => {
    const verdict = met === undefined ? '' : met ? 'met' : 'missed';
    return `| ${[what, value, target, verdict, note].join(' | ')} |`;
  });
  return ['| measured | value | target | | how |', '| --- | --- | --- | --- | --- |', ...rows].join(
    '\n',
  );
}
