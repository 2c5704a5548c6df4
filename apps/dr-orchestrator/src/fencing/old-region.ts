import type { RdsChanges, RdsReads } from '@understudy/aws-clients';
import type { Clock } from '@understudy/clock';
import type { LeaseKey, RegionRecords } from '@understudy/leases';
import {
  DeploymentRequest,
  DeploymentResult,
  type RunIdentity,
} from '@understudy/recovery-messages';
import { TerminalError } from '@understudy/errors';

import type { Plan } from '../plan/plan.ts';
import type { RecoveryWorld } from '../world/recovery-world.ts';
import { within } from '../world/within.ts';

/** A question to the old region may take this long: it may be lost, and three parts are asked. */
const ANSWER_SECONDS = 5;

/** The deployer scales workloads and answers; it does not wait for pods to end. */
const DEPLOYER_SECONDS = 40;

/** The region that is to be fenced, as far as it is asked and changed from the recovery region. */
export interface OldRegion {
  readonly region: string;
  readonly records: RegionRecords;
  readonly rds: RdsReads & RdsChanges;
  /** The recovery region's deployer, on the old region's cluster: nothing in the old region acts. */
  deploy(
    verb: 'check' | 'stop' | 'start' | 'status',
    signal?: AbortSignal,
  ): Promise<DeploymentResult>;
  /** For a bounded time. */
  ask<T>(act: (signal: AbortSignal) => Promise<T>, signal?: AbortSignal): Promise<T>;
}

/** What of the recovery's world a fence needs. */
export type FencingWorld = Pick<RecoveryWorld, 'inRegion'> & {
  readonly clock: Clock;
  readonly settings: Pick<RecoveryWorld['settings'], 'functions'>;
};

export function oldRegionOf(world: FencingWorld, plan: Plan, run: RunIdentity): OldRegion {
  const { clock } = world;
  const { primary, recovery } = plan.regions;
  const { records, rds } = world.inRegion(primary);
  const { functions } = world.inRegion(recovery);
  return {
    region: primary,
    records,
    rds,
    ask: (act, signal) => within(clock, ANSWER_SECONDS, act, signal),
    async deploy(verb, signal) {
      const request = DeploymentRequest.parse({
        verb,
        run,
        region: primary,
        cluster: plan.cluster.primary,
        namespace: plan.application.namespace,
        service: plan.application.service,
        bundle: plan.application.manifests,
        // What runs there, whatever it came from: each pod that is left is evidence against a fence.
        look: 'namespace',
        deadlineMilliseconds: clock.now() + DEPLOYER_SECONDS * 1_000,
      });
      const answer = await within(
        clock,
        DEPLOYER_SECONDS,
        (ending) =>
          functions.invoke(world.settings.functions.k8sDeployer, request, { signal: ending }),
        signal,
      );
      return parseAnswer(answer);
    },
  };
}

/** What came from another function is checked like any message. */
function parseAnswer(answer: unknown): DeploymentResult {
  const parsed = DeploymentResult.safeParse(answer);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues
    .map(({ path, message }) => `${path.join('.') || 'the answer'}: ${message}`)
    .join('; ');
  throw new TerminalError(
    'AnswerInvalid',
    `k8s-deployer: expected its answer, found ${problems}. Deploy both functions of one version.`,
  );
}

/** Services that surrender with the plan: all that the old region knows, or those of a list. */
export type SurrenderedServices = 'all' | readonly string[];

/** The plan itself, and the services that go with it. */
export async function keysToSurrender(
  { records }: Pick<OldRegion, 'records'>,
  plan: Pick<Plan, 'name'>,
  services: SurrenderedServices,
): Promise<readonly LeaseKey[]> {
  const own: LeaseKey = `plan#${plan.name}`;
  if (services !== 'all') return [own, ...services.map((name): LeaseKey => `service#${name}`)];
  const known = await records.listKeys();
  return [own, ...known.filter((key) => key.startsWith('service#'))];
}
