import { toErrorRecord } from '@understudy/errors';
import { checkService, readExcluded } from '@understudy/sns-instance-failover';

import { connect, type OperatorWorld } from '../dependencies.ts';
import { READINESS_EXIT_CODES } from '../output/exit-codes.ts';
import { isPlanTarget } from '../region/plan-world.ts';
import { readinessOfPlan } from '../region/readiness-plan.ts';
import { renderChecks, repairOf } from '../telling/describe-checks.ts';
import type { CheckLine } from '../world/executions.ts';
import { knownServices } from './arming.ts';
import { argument, usageError, type CommandSpec } from './command-spec.ts';
import { serviceUnknown } from './known-services.ts';

/** For the reads of one look, and the dry runs. */
const CHECK_MS_MAX = 60_000;

type Colour = keyof typeof READINESS_EXIT_CODES;

interface Ready {
  readonly service: string;
  readonly colour: Colour;
  readonly checks: readonly CheckLine[];
  readonly why?: string;
}

export const readiness: CommandSpec = {
  usage: 'readiness [service]',
  summary: 'will it work tonight: each thing that a failover needs, with what repairs it',
  details:
    '`dr` checks the recovery plan: every step, and what no step owns. Reads and dry runs with your own credentials; nothing is changed. Exit code 0: nothing that was checked fails; 1: something fails; 3: it could not be asked. What is only unverified does not fail.',
  examples: [
    'understudy readiness signaling',
    'understudy readiness --json',
    'understudy readiness dr',
  ],
  asksAws: true,
  async act(context, input) {
    if (isPlanTarget(argument(input, 0))) return readinessOfPlan(context);
    const { settings, output, signal } = context;
    const world = await connect(settings);
    const asked = argument(input, 0);
    const all: Ready[] = [];
    for (const service of await namesOf(world, asked)) {
      output.progress(`checking ${service} …`);
      all.push(await checkOne(world, service, signal));
    }
    for (const { service, checks, why, colour } of all) {
      renderChecks(output, service, checks);
      output.line(
        why === undefined ? `${service} is ${colour}` : `${service} could not be asked: ${why}`,
      );
    }
    const excluded = asked === '' ? await excludedFrom(world, signal) : [];
    for (const { id, name } of excluded) {
      output.line(`left alone: ${id} (${name}) does not carry understudy:managed = true`);
    }
    output.data({
      excluded,
      services: all.map((ready) => ({
        ...ready,
        checks: ready.checks.map((check) => ({
          ...check,
          repair: repairOf(check.check, ready.service),
        })),
      })),
    });
    return Math.max(...all.map(({ colour }) => READINESS_EXIT_CODES[colour]));
  },
};

/** Named like a member, and no member: whoever forgot the tag learns it in peace time. */
async function excludedFrom(
  world: OperatorWorld,
  signal: AbortSignal,
): Promise<readonly { readonly id: string; readonly name: string }[]> {
  const { ec2, settings } = world.failover;
  // What cannot be read is what the checks say already.
  const found = await readExcluded(ec2, settings, { signal }).catch(() => []);
  return found.map(({ id, tags }) => ({ id, name: tags['Name'] ?? '' }));
}

async function namesOf(world: OperatorWorld, asked: string): Promise<readonly string[]> {
  const known = await knownServices(world).catch(() => undefined);
  // A table that cannot be read is what readiness is there to say.
  if (!known) {
    if (asked) return [asked];
    throw usageError(
      'a service, since the table cannot be read',
      'none',
      'understudy readiness <service>',
    );
  }
  if (asked === '') {
    if (known.length > 0) return known;
    throw serviceUnknown('nothing that is managed', known);
  }
  if (known.includes(asked)) return [asked];
  throw serviceUnknown(asked, known);
}

async function checkOne(
  world: OperatorWorld,
  service: string,
  signal: AbortSignal,
): Promise<Ready> {
  const limited = AbortSignal.any([signal, AbortSignal.timeout(CHECK_MS_MAX)]);
  try {
    const definition = world.failover.settings.definitionOf(service);
    const checks = await checkService(world.failover, definition, { signal: limited });
    const isBlind = checks.some(({ check, mark }) => check === 'observe' && mark === 'failed');
    const isRed = checks.some(({ mark }) => mark === 'failed');
    return { service, checks, colour: isBlind ? 'unknown' : isRed ? 'red' : 'green' };
  } catch (thrown) {
    signal.throwIfAborted();
    return { service, checks: [], colour: 'unknown', why: toErrorRecord(thrown).message };
  }
}
