import type { Output } from '../output/output.ts';
import { formatDuration, toSeconds } from '../output/seconds.ts';
import { outcomeWords } from '../telling/describe-service.ts';
import type { RegionDemoReport } from './run-region-demo.ts';

/** The document's own total, in its words. */
const DOCUMENT_WORDS = 'the document says 20–35 minutes';

/** The end of the story: the document's response, and how long it took. */
export function renderRegionReport(
  output: Output,
  report: RegionDemoReport,
  reportFile: string,
): void {
  const { paint } = output;
  const { incident, response, downtimeMilliseconds, detectionMilliseconds } = report;
  const good = incident.outcome?.name === 'completed';
  output.line();
  output.line((good ? paint.green : paint.yellow)(outcomeWords(incident)));
  output.line('The finished execution answers:');
  output.line(JSON.stringify(response, null, 2));
  output.line();
  const saved = 1 - downtimeMilliseconds / report.sequentialMilliseconds;
  const rows: readonly (readonly [string, string])[] = [
    ['RTO', `${formatDuration(downtimeMilliseconds)} from the loss to the first request served`],
    ['  detection', `${formatDuration(detectionMilliseconds)} until two observers agreed`],
    [
      '  one by one',
      `${formatDuration(report.sequentialMilliseconds)} with the same durations in the document's order: ${Math.round(saved * 100)} % saved; ${DOCUMENT_WORDS}`,
    ],
    ['writes lost', `${report.lostWrites}, after the replicated position`],
    ['split brain', `${formatDuration(report.splitBrainMilliseconds)} with two databases written`],
    ...Object.entries(report.record.owed).map(
      ([part, { region, why }]) => ['owed', `${part} in ${region}: ${why}`] as const,
    ),
    ['report', reportFile],
  ];
  for (const [name, words] of rows) output.line(`${paint.bold(name.padEnd(14))}${words}`);
  output.line();
  output.line('Where to look next:');
  output.line('  understudy demo dr --prepared      the same loss, prepared for in peace time');
  output.line(
    '  understudy simulator --port 4599   a local AWS that stays; there, in another shell:',
  );
  output.line('  understudy rehearse dr             every step checked, nothing changed');
}

/** The same as data. */
export function regionDocument(report: RegionDemoReport, asked: object): unknown {
  const { incident, record, timeline, response } = report;
  const { outcome, openedAtMilliseconds } = incident;
  return {
    ...asked,
    incident: incident.id,
    outcome,
    response,
    rtoSeconds: toSeconds(report.downtimeMilliseconds),
    detectionSeconds: toSeconds(report.detectionMilliseconds),
    documentOrderSeconds: toSeconds(report.sequentialMilliseconds),
    lostWrites: report.lostWrites,
    splitBrainSeconds: toSeconds(report.splitBrainMilliseconds),
    owed: record.owed,
    steps: Object.entries(record.steps).map(([step, { phase, ...times }]) => ({
      step,
      phase,
      seconds: toSeconds(times.atMilliseconds - times.startedAtMilliseconds),
    })),
    timeline: timeline.map(({ atMilliseconds, step, sentence }) => ({
      seconds: toSeconds(atMilliseconds - openedAtMilliseconds),
      step,
      sentence,
    })),
  };
}
