import { fenceRegion } from '../fencing/fence-region.ts';
import { approval } from './approval.ts';
import { customLambda } from './custom-lambda.ts';
import { deployApplications } from './deploy-applications.ts';
import { httpProbe } from './http-probe.ts';
import { notify } from './notify.ts';
import { promoteRdsReplica } from './promote-rds-replica/promote-rds-replica.ts';
import { runTerraformApply } from './run-terraform-apply.ts';
import { shiftTraffic } from './shift-traffic.ts';
import type { StepKind } from './step-kind.ts';
import { suspectOutage } from './suspect-outage.ts';
import { verifyOutage } from './verify-outage.ts';

/** Kinds by their name in a plan. */
export type StepKinds = ReadonlyMap<string, StepKind>;

const KINDS: readonly StepKind[] = [
  verifyOutage,
  suspectOutage,
  fenceRegion,
  promoteRdsReplica,
  runTerraformApply,
  deployApplications,
  shiftTraffic,
  httpProbe,
  approval,
  notify,
  customLambda,
];

/** Every kind that a plan may name. A plan with another one is refused when it is loaded. */
export const STEP_KINDS: StepKinds = new Map(KINDS.map((kind) => [kind.name, kind]));
