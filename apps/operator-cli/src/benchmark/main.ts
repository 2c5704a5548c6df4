import { loadavg } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { readPackagedFunctions } from '@understudy/fault-simulation';
import { createSourceFunctions } from '@understudy/sns-instance-failover/simulation';

import { tellStories } from './compare-handlers.ts';
import {
  comparisonFigures,
  deathFigures,
  failoverFigures,
  functionFigures,
  phaseFigures,
  requestFigures,
  speedFigures,
} from './figures-of.ts';
import { renderTable, type Figure } from './figure.ts';
import { measureDeaths } from './measure-death.ts';
import { deployerFigures, measureDeployer } from './measure-deployer.ts';
import { measureFailovers } from './measure-failover.ts';
import { measureFunctions } from './measure-functions.ts';
import { measureRegions, regionFigures } from './measure-regions.ts';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../../..');

const HELP = `Measures Understudy at both scales and prints a markdown table.

  npm run benchmark -- [--seeds N] [--stories N] [--regions N] [--deployer N] [--json]

  --seeds N     worlds for each figure of the failover (default 50)
  --stories N   drawn worlds of the comparison with the document's handler (default 20 × seeds)
  --regions N   worlds for each figure of a lost region (default 10; 0: none)
  --deployer N  rounds of the deployer beside kubectl, where there is a Kubernetes API (default 5;
                0: none)
  --json        the same as data
`;

/** Packaged functions take a hundred times as long to simulate; a few confirm the others. */
const PACKAGED_SEEDS_MAX = 4;

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '50' },
    stories: { type: 'string' },
    regions: { type: 'string', default: '10' },
    deployer: { type: 'string', default: '5' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) process.stdout.write(HELP);
else {
  const stories = Number(values.stories ?? Number(values.seeds) * 20);
  await run(Number(values.seeds), stories, Number(values.regions));
}

async function run(seeds: number, stories: number, regions: number): Promise<void> {
  const figures = await measure(seeds, stories, regions);
  const load = loadavg().map((value) => value.toFixed(1));
  if (values.json) {
    process.stdout.write(`${JSON.stringify({ seeds, stories, load, figures }, undefined, 2)}\n`);
    return;
  }
  process.stdout.write(`${renderTable(figures)}\n\n`);
  process.stdout.write(`${seeds} seeds, ${stories} stories; load average ${load.join(', ')}.\n`);
}

async function measure(
  seeds: number,
  stories: number,
  regions: number,
): Promise<readonly Figure[]> {
  const stack = readPackagedFunctions(ROOT, 'prod', 'us-east-1');
  const subject = { stack, sourceFunctions: createSourceFunctions({ root: ROOT }) };
  const packagedSeeds = Math.min(PACKAGED_SEEDS_MAX, seeds);
  const failovers = await said('failovers, from source', measureFailovers(subject, seeds));
  const packaged = await said('failovers, packaged', measureFailovers({ stack }, packagedSeeds));
  const deaths = await said('deaths after the fence', measureDeaths(subject, seeds));
  const ours = await said("drawn stories, Understudy's", tellStories(ROOT, 'understudy', stories));
  const theirs = await said(
    "drawn stories, the document's",
    tellStories(ROOT, 'document', stories),
  );
  const deployer = await said(
    'the deployer beside kubectl',
    measureDeployer(ROOT, Number(values.deployer)),
  );
  const lost = await said('lost regions', measureRegions(ROOT, regions));
  const functions = await said('zips and loads', measureFunctions(ROOT));
  return [
    ...failoverFigures(failovers, 'from source'),
    ...phaseFigures(failovers),
    ...failoverFigures(packaged, 'packaged').slice(0, 2),
    ...requestFigures(failovers),
    ...deathFigures(deaths),
    ...speedFigures(ours),
    ...(regions > 0 ? regionFigures(lost) : []),
    ...deployerFigures(deployer),
    ...functionFigures(functions),
    ...comparisonFigures(ours, theirs),
  ];
}

/** Says on standard error how long a part took. */
async function said<T>(what: string, measuring: Promise<T>): Promise<T> {
  const began = performance.now();
  const measured = await measuring;
  const seconds = ((performance.now() - began) / 1_000).toFixed(1);
  process.stderr.write(`${what}: ${seconds} s\n`);
  return measured;
}
