import { pilotLightOf, PREPARATION, STEP_KINDS, type Plan } from '@understudy/dr-orchestrator';
import { TerminalError } from '@understudy/errors';
import type { Incident } from '@understudy/leases';

import { boardOf, type BoardStep } from '../board/board-model.ts';
import { createBoard } from '../board/show-board.ts';
import type { CommandContext } from '../commands/command-spec.ts';
import { OUTCOME_EXIT_CODES } from '../output/exit-codes.ts';
import { nextOf } from '../telling/describe-incident.ts';
import { outcomeWords } from '../telling/describe-service.ts';
import type { PlanWorld } from './plan-world.ts';

/** Often enough to feel live, rare enough for a table's reads. */
const LOOK_MS = 1_000;
const SIMULATED_LOOK_MS = 150;

/** An execution opens its incident within seconds; one that joined another never does. */
const OPENING_SECONDS_MAX = 60;

/** The steps of a plan with what each is thought to take, as the board shows them. */
export function boardSteps(plan: Plan, facts: { readonly clusterActive: boolean }): BoardStep[] {
  return plan.steps.map(({ name, kind, after, input }) => {
    const found = STEP_KINDS.get(kind);
    // Estimates need no resolved references: kinds look at what they do, not with what.
    const said = { ...found?.fromPlan?.(plan), ...input };
    const seconds = found?.estimate(said, facts).medianSeconds;
    return {
      name,
      after,
      ...(seconds === undefined ? {} : { estimateMilliseconds: seconds * 1_000 }),
    };
  });
}

/**
 * Shows the board of an incident until it is closed, or nobody works on it and it waits. After an
 * order what it waited for before says nothing: `executionsBefore` had worked on it by then.
 */
export async function followPlan(
  context: CommandContext,
  world: PlanWorld,
  incidentId: string,
  executionsBefore = -1,
): Promise<Incident> {
  const { store, clock, plan, key, speed } = world;
  const { real, signal, output } = context;
  const board = createBoard(output, context.screen);
  const facts = { clusterActive: await isClusterActive(world) };
  const openedBy = clock.now() + OPENING_SECONDS_MAX * 1_000;
  for (;;) {
    const [incident, record, timeline, service] = await Promise.all([
      store.readIncident(incidentId),
      store.readPlan(key),
      store.readTimeline(incidentId),
      store.readService(key),
    ]);
    if (incident) {
      const countsFromMilliseconds = incident.openedAtMilliseconds;
      const steps = boardSteps(isPreparation(incident) ? pilotLightOf(plan).plan : plan, facts);
      const nowMilliseconds = incident.closedAtMilliseconds ?? clock.now();
      const shown = {
        steps,
        record,
        incidentId,
        countsFromMilliseconds,
        timeline,
        nowMilliseconds,
      };
      board.show(boardOf(shown));
      const isTaken = incident.executions.length > executionsBefore || clock.now() > openedBy;
      const isLeft = incident.outcome !== undefined && service.lease.owner === undefined;
      const isWaiting = isLeft && isTaken;
      if (incident.closedAtMilliseconds !== undefined || isWaiting) {
        board.end();
        return incident;
      }
    } else if (clock.now() > openedBy) {
      throw notOpened(incidentId, service.openIncident?.id);
    }
    await real.sleep(speed > 1 ? SIMULATED_LOOK_MS : LOOK_MS, signal);
  }
}

/** Peace time's work: nothing that it ends with is a recovery's. */
export function isPreparation({ purpose }: Pick<Incident, 'purpose'>): boolean {
  return purpose === PREPARATION;
}

/** The end of what was followed; the exit code is the outcome's. */
export function showEnd({ output }: CommandContext, incident: Incident): number {
  const { outcome } = incident;
  if (!outcome) return OUTCOME_EXIT_CODES.failed;
  const code = OUTCOME_EXIT_CODES[outcome.name];
  output.line();
  output.line((code === 0 ? output.paint.green : output.paint.yellow)(outcomeWords(incident)));
  output.line(`Next: ${nextOf(incident) ?? `understudy report ${incident.id}`}`);
  output.data({ incident });
  return code;
}

async function isClusterActive({ recovery, plan }: PlanWorld): Promise<boolean> {
  const { eks } = recovery.inRegion(plan.regions.recovery);
  const cluster = await eks.describeCluster(plan.cluster.recovery).catch(() => undefined);
  return cluster?.status === 'ACTIVE';
}

function notOpened(incidentId: string, open: string | undefined): TerminalError {
  const next = open === undefined ? 'understudy status dr' : `understudy watch ${open}`;
  return new TerminalError(
    'IncidentUnknown',
    `Expected ${incidentId} to be opened within ${OPENING_SECONDS_MAX} s, found nothing of it. Next: ${next}`,
  );
}
