import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { createBoard } from '../board/show-board.ts';
import type { Speed } from '../demo/pace.ts';
import { CONTROL_PLANE_HINT, hasControlPlane } from '../hosting/control-plane.ts';
import { findTerraform } from '../hosting/find-terraform.ts';
import type { RealPrograms } from '../hosting/host-konecta.ts';
import { regionDocument, renderRegionReport } from '../demo-region/render-region-demo.ts';
import type { RegionDemoReport } from '../demo-region/run-region-demo.ts';
import { OUTCOME_EXIT_CODES } from '../output/exit-codes.ts';
import { formatDuration } from '../output/seconds.ts';
import { noticesOfPlan, timesOfPlan } from '../region/plan-times.ts';
import { readPlan } from '../region/plan-world.ts';
import { renderReport } from '../report/render-report.ts';
import { barsOf } from '../report/report-model.ts';
import { findRegionPackages } from '../simulator/find-package.ts';
import { nextOf } from '../telling/describe-incident.ts';
import {
  flagOption,
  numberOption,
  textOption,
  type CommandContext,
  type CommandInput,
  type CommandSpec,
} from './command-spec.ts';

/** Twenty minutes are then well under a minute; the functions' own work is real time. */
const SPEED_DEFAULT = 40;
const SPEED_MAX = 60;

const PLAN_STAGE = 'dev';

export const demoRegion: CommandSpec = {
  usage: 'demo dr',
  summary: 'a simulated AWS in which us-east-1 is lost and konecta-erp recovers in eu-west-1',
  details:
    'The packaged functions act in three simulated regions: two observers agree, the old region is fenced as far as it can be reached, Terraform builds, the replica is promoted as late as costs no time, applications are deployed, traffic shifts. The Terraform of this machine is used when there is one from 1.10 on, and a real Kubernetes API when its programs are here (scripts/kubernetes-control-plane get), on real time; with --speed max, or without them, they are modelled. Nothing of yours is touched. The exit code is that of the outcome.',
  examples: [
    'understudy demo dr',
    'understudy demo dr --prepared',
    'understudy demo dr --speed max --json',
  ],
  options: [
    { flags: '--seed <text>', description: 'another run of chance (default konecta)' },
    { flags: '--prepared', description: 'the cluster stands already, as `prepare dr` leaves it' },
    {
      flags: '--speed <factor>',
      description: `times real time, at most ${SPEED_MAX}, or max (default ${SPEED_DEFAULT}; with --json max)`,
    },
    { flags: '--report <file>', description: 'where the HTML report goes' },
  ],
  async act(context, input) {
    const { output, settings } = context;
    const speed = speedOf(input, output.json);
    const seed = textOption(input, 'seed') ?? 'konecta';
    const prepared = flagOption(input, 'prepared');
    const programs = await findPrograms(speed, settings.searchPath);
    introduce(context, speed, programs);
    const board = createBoard(output, context.screen);
    const { runRegionDemo } = await import('../demo-region/run-region-demo.ts');
    const report = await runRegionDemo({
      seed,
      speed,
      prepared,
      ...programs,
      real: context.real,
      signal: context.signal,
      packages: findRegionPackages(),
      onProgress: (words) => output.progress(words),
      onWords: (words, seconds) =>
        output.line(
          `${output.paint.dim(`+${formatDuration(seconds * 1_000)}`.padStart(14))}  ${words}`,
        ),
      onBoard: (shown) => board.show(shown),
    });
    board.end();
    const file = textOption(input, 'report') ?? path.join(tmpdir(), `${report.incident.id}.html`);
    await writeFile(file, htmlOf(report));
    renderRegionReport(output, report, file);
    output.data(regionDocument(report, { seed, prepared, reportFile: file }));
    return OUTCOME_EXIT_CODES[report.incident.outcome?.name ?? 'failed'];
  },
};

/** What of this machine can take part; real processes need real time. */
async function findPrograms(speed: Speed, searchPath: string): Promise<RealPrograms> {
  if (speed === 'max') return { terraform: undefined, kubernetes: false };
  const [terraform, kubernetes] = await Promise.all([findTerraform(searchPath), hasControlPlane()]);
  return { terraform, kubernetes };
}

function introduce(
  { output }: CommandContext,
  speed: Speed,
  { terraform, kubernetes }: RealPrograms,
): void {
  output.line(output.paint.bold('konecta-erp in a simulated AWS: us-east-1 is lost'));
  const how = terraform
    ? `Terraform ${terraform.version} of this machine builds, against the simulator's S3 with its lock.`
    : `Terraform is modelled: ${speed === 'max' ? 'real processes need real time' : 'this machine has none from 1.10 on'}.`;
  output.line(output.paint.dim(how));
  const where = kubernetes
    ? 'Applications are deployed to a real Kubernetes API on this machine, whose pods kwok plays.'
    : `The Kubernetes API is modelled: ${speed === 'max' ? 'real processes need real time' : `this machine has none; ${CONTROL_PLANE_HINT} makes one, in minutes`}.`;
  output.line(output.paint.dim(where));
  output.line(
    output.paint.dim('Times are from the loss on. The functions are those that sls package made.'),
  );
  output.line();
}

function htmlOf({ incident, record, timeline, downtimeMilliseconds }: RegionDemoReport): string {
  const plan = readPlan(PLAN_STAGE);
  const next = nextOf(incident);
  return renderReport({
    incident,
    bars: barsOf(incident, timeline),
    times: timesOfPlan(plan, downtimeMilliseconds),
    notices: noticesOfPlan(plan, record),
    ...(next === undefined ? {} : { next }),
    madeAtMilliseconds: incident.closedAtMilliseconds ?? incident.openedAtMilliseconds,
  });
}

function speedOf(input: CommandInput, json: boolean): Speed {
  const text = textOption(input, 'speed');
  if (text === 'max' || (text === undefined && json)) return 'max';
  return numberOption(input, 'speed', { default: SPEED_DEFAULT, min: 1, max: SPEED_MAX });
}
