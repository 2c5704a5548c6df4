import { writeFile } from 'node:fs/promises';
import path from 'node:path';

import { TerminalError } from '@understudy/errors';
import { ownerId } from '@understudy/leases';

import { isPreparation } from '../region/follow-plan.ts';
import { noticesOfPlan, timesOfPlan } from '../region/plan-times.ts';
import { reach, type Reached } from '../region/reach.ts';
import { renderReport } from '../report/render-report.ts';
import { barsOf, timeTaken, type Report } from '../report/report-model.ts';
import { nextOf } from '../telling/describe-incident.ts';
import { argument, flagOption, textOption, type CommandSpec } from './command-spec.ts';
import { findIncident } from './why.ts';

export const report: CommandSpec = {
  usage: 'report <incident>',
  summary: 'one HTML file of an incident: its steps drawn on a time axis, evidence, times',
  details:
    'A service or a plan instead of an incident means its newest one of note. The file needs nothing else: no script, no image, no network. An existing file is left alone without --force.',
  examples: [
    'understudy report signaling',
    'understudy report dr',
    'understudy report signaling-20261122-0304-e212f4 --output night.html',
  ],
  options: [
    { flags: '--output <file>', description: 'where to write it (default <incident>.html)' },
    { flags: '--force', description: 'write over an existing file' },
  ],
  asksAws: true,
  async act({ settings, output }, input) {
    const name = argument(input, 0);
    const made = await makeReport(await reach(settings, name), name);
    const file = path.resolve(textOption(input, 'output') ?? `${made.incident.id}.html`);
    await write(file, renderReport(made), flagOption(input, 'force'));
    output.line(`${file}: ${made.bars.length} entries. Open it in a browser.`);
    output.data({ file, ...made });
    return 0;
  },
};

async function makeReport(reached: Reached, name: string): Promise<Report> {
  const { world, key, plan } = reached;
  const { store, clock } = world;
  const incident = await findIncident(reached, name);
  const bars = barsOf(incident, await store.readTimeline(incident.id));
  const { lease } = await store.readService(incident.key);
  const now = clock.now();
  const next = nextOf(incident);
  const taken = timeTaken(incident, bars, now);
  const working =
    lease.owner && incident.closedAtMilliseconds === undefined
      ? [`Under way: ${ownerId(lease.owner)} works on it.`]
      : [];
  // What is prepared in peace time has no objective and risks nothing.
  const recovered = plan !== undefined && !isPreparation(incident) ? plan : undefined;
  const notices = recovered ? noticesOfPlan(recovered, await store.readPlan(key)) : [];
  return {
    incident,
    bars,
    times: recovered ? timesOfPlan(recovered, taken) : { taken },
    notices: [...working, ...notices],
    ...(next === undefined ? {} : { next }),
    madeAtMilliseconds: now,
  };
}

async function write(file: string, text: string, force: boolean): Promise<void> {
  try {
    await writeFile(file, text, { flag: force ? 'w' : 'wx' });
  } catch (error) {
    const code = Reflect.get(Object(error), 'code') as unknown;
    const found = code === 'EEXIST' ? 'one is there already' : String(code ?? error);
    const next =
      code === 'EEXIST' ? 'add --force, or --output another.html' : 'name another with --output';
    throw new TerminalError(
      'Refused',
      `Expected to write ${file}, found: ${found}. Next: ${next}`,
      {
        cause: error,
      },
    );
  }
}
