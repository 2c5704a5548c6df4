import type { Output } from '../output/output.ts';
import { formatDuration, toSeconds } from '../output/seconds.ts';
import type { Scene } from './narrate.ts';
import type { DemoReport } from './run-demo.ts';

const WHO_COLUMNS = 11;
const TIME_COLUMNS = 10;

/** One line of the story, its evidence beneath it when there is any. */
export function renderScene(output: Output, scene: Scene, secondsSinceFault: number): void {
  const { paint } = output;
  const time = `+${secondsSinceFault.toFixed(1)} s`.padStart(TIME_COLUMNS);
  const who = scene.who.padEnd(WHO_COLUMNS);
  const sentence = scene.isTurn ? paint.bold(scene.sentence) : scene.sentence;
  output.line(`${paint.dim(time)}  ${paint.cyan(who)} ${sentence}`);
  if (scene.evidence === undefined) return;
  const indent = ' '.repeat(TIME_COLUMNS + 2 + WHO_COLUMNS + 1);
  output.line(paint.dim(`${indent}${scene.evidence}`));
}

/** The end of the story, in numbers. */
export function renderReport(output: Output, report: DemoReport): void {
  const { paint } = output;
  const { outcome, inCharge, time, violations } = report;
  const good = outcome.name === 'completed';
  output.line();
  output.line(
    `${good ? paint.green(outcome.name) : paint.yellow(outcome.name)}: ${outcome.sentence}`,
  );
  output.line();
  const rows: [string, string][] = [
    ['in charge', `${inCharge.role} (${inCharge.instanceId}), epoch ${inCharge.epoch}`],
    [
      'downtime',
      `${formatDuration(report.downtimeMilliseconds)} as a client of the load balancer saw it (${report.requests.refused} requests refused)`,
    ],
  ];
  if (time) {
    rows.push([
      '  detection',
      `${formatDuration(time.detectionMilliseconds)} until ${time.trigger}`,
    ]);
    rows.push([
      '  AWS',
      `${formatDuration(time.awsMilliseconds)}: ${time.aws
        .map(
          (part) => `${part.what} ${formatDuration(part.toMilliseconds - part.fromMilliseconds)}`,
        )
        .join(', ')}`,
    ]);
    rows.push([
      '  confirming',
      `${formatDuration(time.confirmWindowMilliseconds)} between the looks`,
    ]);
    rows.push(['  our own share', `${formatDuration(time.ownMilliseconds)}, all the rest`]);
  }
  rows.push([
    'invariants',
    `${violations.length} violations of "one in charge" and "lease and intent"`,
  ]);
  for (const [name, words] of rows) output.line(`${paint.bold(name.padEnd(16))}${words}`);
  for (const { sentence } of violations) output.line(paint.red(`  violated: ${sentence}`));
  output.line();
  output.line('Where to look next:');
  output.line(
    '  understudy demo --fault crash      the same world, another fault (--help lists them)',
  );
  output.line(
    '  understudy simulator --port 4599   a local AWS that stays: break it with the AWS CLI',
  );
  output.line(
    '  understudy why <incident>          there: the decision, its evidence, its timeline',
  );
}

/** The same as data. Seconds since the fault throughout. */
export function demoDocument(report: DemoReport, asked: { seed: string; fault: string }): unknown {
  const { time, violations } = report;
  return {
    ...asked,
    service: report.service,
    incident: report.incidentId,
    outcome: report.outcome,
    inCharge: report.inCharge,
    downtimeSeconds: toSeconds(report.downtimeMilliseconds),
    requests: report.requests,
    ...(time
      ? {
          time: {
            trigger: time.trigger,
            detectionSeconds: toSeconds(time.detectionMilliseconds),
            awsSeconds: toSeconds(time.awsMilliseconds),
            aws: time.aws.map((part) => ({
              what: part.what,
              seconds: toSeconds(part.toMilliseconds - part.fromMilliseconds),
            })),
            confirmWindowSeconds: toSeconds(time.confirmWindowMilliseconds),
            ownShareSeconds: toSeconds(time.ownMilliseconds),
          },
        }
      : {}),
    violations: violations.map(({ rule, sentence }) => ({ rule, sentence })),
    timeline: report.scenes.map(({ secondsSinceFault, who, sentence, evidence }) => ({
      seconds: Math.round(secondsSinceFault * 100) / 100,
      who,
      sentence,
      ...(evidence === undefined ? {} : { evidence }),
    })),
  };
}
