import type { InstanceFact } from '@understudy/aws-clients';
import { effectiveArming } from '@understudy/leases';
import type { StepScope, Workflow } from '@understudy/workflow';

import type { ActOutcome } from '../acting/act-outcome.ts';
import type { FailoverWorld } from '../acting/failover-world.ts';
import { deriveState } from '../deciding/derive-state.ts';
import { diagnoseService } from '../deciding/diagnose-service.ts';
import { surrenderWords } from '../deciding/surrender-words.ts';
import { judgeStandby } from '../deciding/viability.ts';
import type { Look } from '../looking/look.ts';
import { observeService } from '../looking/observe-service.ts';
import { observeStandby } from '../looking/observe-standby.ts';
import { MANAGED_TAG } from '../services/catalog.ts';
import { otherRole, type ServiceDefinition } from '../services/service-definition.ts';
import { checkNetwork } from './check-network.ts';
import type { Check } from './check.ts';
import type { FailoverInput } from './failover-input.ts';

export interface RehearsalResult {
  readonly incidentId: string;
  readonly service: string;
  readonly outcome: ActOutcome;
  readonly checks: readonly Check[];
}

/**
 * Every step of a failover, checked and not taken (rule 11): reads and dry runs only, no lease, no
 * write anywhere. Also what `readiness` shows.
 */
export async function rehearse(
  workflow: Workflow,
  input: FailoverInput,
  world: FailoverWorld,
  service: ServiceDefinition,
): Promise<RehearsalResult> {
  const checks = await workflow.step('rehearse', (scope) => checkService(world, service, scope));
  const failed = checks.filter(({ mark }) => mark === 'failed');
  const unverified = checks.filter(({ mark }) => mark === 'unverified');
  const sentence =
    failed.length === 0
      ? `A failover of ${service.name} would go through: ${checks.length} checks, ${unverified.length} unverified. Nothing was changed.`
      : `A failover of ${service.name} would not go through: ${failed.map(({ words }) => words).join('; ')}. Nothing was changed.`;
  return {
    incidentId: input.incidentId,
    service: service.name,
    outcome: {
      name: failed.length === 0 ? 'completed' : 'needs-operator',
      reason: failed.length === 0 ? 'rehearsed' : 'not-ready',
      sentence,
    },
    checks,
  };
}

export async function checkService(
  world: FailoverWorld,
  service: ServiceDefinition,
  scope: Pick<StepScope, 'signal'>,
): Promise<readonly Check[]> {
  const [look, record] = await Promise.all([
    observeService(world, service, { signal: scope.signal, withAlarms: true }),
    world.store.readService(`service#${service.name}`),
  ]);
  if (look.blind)
    return [
      { check: 'observe', mark: 'failed', words: `the service cannot be observed: ${look.blind}` },
    ];
  const derived = deriveState(look, service);
  const state = record.state ?? derived.state;
  const arming = effectiveArming(record.arming, look.atMilliseconds);
  const armed = armedCheck(arming);
  if (record.surrendered) {
    const words = surrenderWords(service.name, record.surrendered);
    return [armed, { check: 'authority', mark: 'failed', words }];
  }
  if (!state)
    return [
      armed,
      { check: 'state', mark: 'failed', words: `nobody knows who is in charge: ${derived.words}` },
    ];
  const standby = otherRole(state.active);
  const [facts, mayStop] = await Promise.all([
    observeStandby(world.ec2, look.members[standby].instance, scope),
    checkStop(world, look.members[state.active].instance, scope),
  ]);
  const diagnosis = diagnoseService(look, state, service);
  const viability = judgeStandby(look, standby, service, state, facts);
  return [
    armed,
    {
      check: 'state',
      mark: record.state ? 'verified' : 'unverified',
      words: `${state.active} is in charge at epoch ${state.epoch}${record.state ? '' : `, by the world (${derived.words})`}`,
    },
    {
      check: 'active',
      mark: diagnosis.code === 'healthy' ? 'verified' : 'failed',
      words: diagnosis.sentence,
    },
    {
      check: 'alarms',
      mark: look.alarms.known && look.alarms.value.length > 0 ? 'verified' : 'unverified',
      words: alarmWords(look.alarms),
    },
    tagCheck(look),
    mayStop,
    ...viability.parts.map(({ part, mark, words }) => ({ check: `standby ${part}`, mark, words })),
    ...(await checkNetwork(world, service, standby, scope)),
    quarantineCheck(service),
  ];
}

function armedCheck({ mode, reason }: ReturnType<typeof effectiveArming>): Check {
  const mark = mode === 'armed' ? 'verified' : 'failed';
  return { check: 'armed', mark, words: `${mode}: ${reason}` };
}

/**
 * The opt-in, seen and not asked for: who asks for readiness may stop and start anything, and the
 * functions' role only what carries the tag.
 */
function tagCheck({ members }: Look): Check {
  const { key, value } = MANAGED_TAG;
  const without = [members.primary, members.backup].flatMap(({ instance }) =>
    instance && instance.tags[key] !== value
      ? [`${instance.id} (${instance.tags['Name'] ?? 'without a name'})`]
      : [],
  );
  return without.length === 0
    ? { check: 'tag', mark: 'verified', words: `all members carry ${key} = ${value}` }
    : {
        check: 'tag',
        mark: 'failed',
        words: `our role may neither stop nor start ${without.join(', ')}: ${key} = ${value} is missing`,
      };
}

function quarantineCheck({ quarantineSecurityGroup: group }: ServiceDefinition): Check {
  return {
    check: 'quarantine',
    mark: group === undefined ? 'unverified' : 'verified',
    words: group ?? 'no quarantine group: a stop that hangs cannot be isolated',
  };
}

async function checkStop(
  world: FailoverWorld,
  active: InstanceFact | undefined,
  scope: Pick<StepScope, 'signal'>,
): Promise<Check> {
  const check = 'may stop the active';
  if (!active) return { check, mark: 'unverified', words: 'there is no active instance' };
  return world.ec2.mayStop(active.id, scope).then(
    (refusal): Check => ({
      check,
      mark: refusal === undefined ? 'verified' : 'failed',
      words: refusal ?? 'our role may stop it',
    }),
    (): Check => ({ check, mark: 'unverified', words: 'could not be asked' }),
  );
}

function alarmWords(alarms: Awaited<ReturnType<typeof observeService>>['alarms']): string {
  if (!alarms.known) return alarms.why;
  return alarms.value.length === 0
    ? 'no alarm of this service was found'
    : alarms.value.map(({ name, state }) => `${name} is ${state}`).join(', ');
}
