// Adds up what every test project counted, and fails on a skip that is not permitted here.
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { readPlace } from './ci-settings.ts';

interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: readonly string[];
}

interface PermittedSkip {
  readonly test: string;
  readonly reason: string;
}

const tell = (words: string) => void process.stderr.write(`${words}\n`);

const SPECIFICATION = 'dist/specification.txt';

function readCounts(): readonly Counts[] {
  const files = globSync(['{apps,packages}/*/dist/test-results.json', 'dist/test-results.json']);
  const jest = files.map((file) => JSON.parse(readFileSync(file, 'utf8')) as Counts);
  return [...jest, ...readSpecification()];
}

/** TLC's checks end with a line of their own. */
function readSpecification(): readonly Counts[] {
  if (!existsSync(SPECIFICATION)) return [];
  const total = /^(\d+) passed, (\d+) failed/m.exec(readFileSync(SPECIFICATION, 'utf8'));
  if (!total) return [{ passed: 0, failed: 1, skipped: [] }];
  return [{ passed: Number(total[1]), failed: Number(total[2]), skipped: [] }];
}

/** Projects that have tests and left no counts did not run: that is a failure, not silence. */
function silentProjects(): readonly string[] {
  const configs = ['{apps,packages}/*/jest.config.cjs', 'jest.config.cjs'];
  const projects = globSync(configs).map((file) => path.dirname(file));
  return projects.filter((project) => !existsSync(`${project}/dist/test-results.json`));
}

function forbiddenSkips(skipped: readonly string[]): readonly string[] {
  const permitted = JSON.parse(readFileSync('scripts/permitted-skips.json', 'utf8')) as Record<
    string,
    readonly PermittedSkip[]
  >;
  const list = permitted[readPlace()] ?? [];
  return skipped.filter((name) => !list.some(({ test }) => name.includes(test)));
}

const counts = readCounts();
const skipped = counts.flatMap((count) => count.skipped);
const silent = silentProjects();
const forbidden = forbiddenSkips(skipped);
const passed = counts.reduce((sum, count) => sum + count.passed, 0);
const failed = counts.reduce((sum, count) => sum + count.failed, 0);

for (const project of silent)
  tell(`Expected the counts of ${project}, found none: its tests did not run.`);
for (const name of forbidden)
  tell(`Skipped, and not permitted here (scripts/permitted-skips.json): ${name}`);
const total = `${passed} passed, ${failed} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ''}`;
mkdirSync('dist', { recursive: true });
writeFileSync('dist/totals.txt', `${total}\n`);
process.exitCode =
  failed === 0 && passed > 0 && silent.length === 0 && forbidden.length === 0 ? 0 : 1;
