import { approve } from './approve.ts';
import { arming } from './arming.ts';
import type { CommandSpec } from './command-spec.ts';
import { configCheck, configSchema } from './config.ts';
import { declareOver } from './declare-over.ts';
import { demo } from './demo.ts';
import { demoRegion } from './demo-region.ts';
import { orders } from './orders.ts';
import { prepare } from './prepare.ts';
import { readiness } from './readiness.ts';
import { rehearse } from './rehearse.ts';
import { report } from './report.ts';
import { run } from './run.ts';
import { simulator, simulatorFault } from './simulator.ts';
import { status } from './status.ts';
import { watch } from './watch.ts';
import { why } from './why.ts';

/** In the order of `--help`. */
export const COMMANDS: readonly CommandSpec[] = [
  demo,
  demoRegion,
  simulator,
  simulatorFault,
  status,
  why,
  watch,
  report,
  readiness,
  rehearse,
  prepare,
  run,
  ...orders,
  approve,
  ...arming,
  declareOver,
  configCheck,
  configSchema,
];
