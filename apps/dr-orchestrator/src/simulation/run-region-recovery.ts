import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import {
  createRegionScene,
  readPackagedFunctions,
  stackOfApp,
  type RegionScene,
} from '@understudy/fault-simulation';
import type { SourceFunctions } from '@understudy/aws-simulator';
import { TerminalError } from '@understudy/errors';

import type { HttpProbe } from '../world/recovery-world.ts';
import { httpOf } from './http-of.ts';
import { measureRecovery, type RecoveryMeasures } from './measure-recovery.ts';
import { createSourceFunctions, READINESS_HANDLER } from './source-functions.ts';

export interface RegionRecoveryOptions {
  readonly seed: string;
  /** As `understudy prepare` leaves it: cluster and balancer stand, nodes do not. */
  readonly prepared: boolean;
  /** `document`: promote, then build, then deploy, one after the other, on the same draws. */
  readonly order: 'understudy' | 'document';
  /** Holds `dist/packages` (scripts/package-functions) and the stage files. */
  readonly workspaceRoot: string;
}

const STAGE = 'dev';
const FOLDER = 'apps/dr-orchestrator/config';

/** Longer than the slowest draws of the field, one after the other. */
const RECOVERY_SECONDS_MAX = 7_200;

/** The document's order as a change of the plan: everything waits for what stands before it. */
const DOCUMENT_ORDER = `
steps:
  preparation: null
  infrastructure: { kind: run-terraform-apply, after: [database] }
  applications:
    kind: deploy-applications
    after: [infrastructure]
    with: { values: { DATABASE_ENDPOINT: '\${steps.database.endpoint}' } }
`;

/**
 * One seeded recovery of a lost region, from the loss to the shift of traffic. Ours and the
 * document's order run the same code on the same draws; detection is charged to both. Both runs
 * begin upon the suspicion, and in the document's nothing is done before the loss is confirmed.
 */
export async function runRegionRecovery(options: RegionRecoveryOptions): Promise<RecoveryMeasures> {
  const root = mkdtempSync(path.join(tmpdir(), 'understudy-recovery-'));
  try {
    writePlan(root, options);
    const scene = await openScene(root, options);
    const lostAtMilliseconds = scene.clock.now();
    scene.losePrimary();
    const ended = (): boolean => {
      const runs = recoveriesOf(scene);
      return runs.length > 0 && runs.every(({ journal }) => journal.status !== 'RUNNING');
    };
    if (!(await scene.passUntil(ended, RECOVERY_SECONDS_MAX))) throw unfinished(options);
    const [run] = recoveriesOf(scene);
    if (run?.journal.status !== 'SUCCEEDED') throw unfinished(options);
    return measureRecovery(scene, { lostAtMilliseconds, journal: run.journal });
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function writePlan(root: string, { order, workspaceRoot }: RegionRecoveryOptions): void {
  mkdirSync(path.join(root, FOLDER), { recursive: true });
  cpSync(path.join(workspaceRoot, FOLDER), path.join(root, FOLDER), { recursive: true });
  if (order === 'understudy') return;
  const file = path.join(root, FOLDER, `${STAGE}.yml`);
  writeFileSync(file, `${readFileSync(file, 'utf8')}${DOCUMENT_ORDER}`);
}

async function openScene(root: string, options: RegionRecoveryOptions): Promise<RegionScene> {
  const { seed, prepared, workspaceRoot } = options;
  const late: { scene?: RegionScene } = {};
  // The instance scale's functions would find nothing to do here, and take most of the time.
  const packaged = (region: string) =>
    stackOfApp(readPackagedFunctions(workspaceRoot, STAGE, region), 'dr-orchestrator');
  late.scene = await createRegionScene({
    seed,
    fieldLatencies: true,
    konecta: prepared ? { prepared: 'pilot-light' } : {},
    packages: {
      recovery: packaged('eu-west-1'),
      primary: packaged('us-east-1'),
      witness: packaged('eu-central-1-witness'),
    },
    sourceFunctions: functionsOf(root, workspaceRoot, () => late.scene),
  });
  return late.scene;
}

/**
 * Readiness looks at the packaged plan in both orders: what it asks before the loss is then the
 * same, and so are all draws.
 */
function functionsOf(
  root: string,
  workspaceRoot: string,
  scene: () => RegionScene | undefined,
): SourceFunctions {
  const http = (): HttpProbe => httpOf(scene);
  const packaged = createSourceFunctions({ root: workspaceRoot, http });
  const readiness = [...packaged].filter(([handler]) => handler === READINESS_HANDLER);
  return new Map([...createSourceFunctions({ root, http }), ...readiness]);
}

function recoveriesOf(scene: RegionScene): ReturnType<RegionScene['executions']> {
  return scene.executions().filter(({ arn }) => arn.includes('-dr-orchestrator:'));
}

function unfinished({ seed, order }: RegionRecoveryOptions): TerminalError {
  return new TerminalError(
    'RecoveryUnfinished',
    `seed ${seed}, order ${order}: expected the recovery to complete within ${RECOVERY_SECONDS_MAX} s; replay it with this seed`,
  );
}
