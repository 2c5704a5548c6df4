import { effectiveArming, type Arming, type ArmingMode, type LeaseKey } from '@understudy/leases';
import { TerminalError } from '@understudy/errors';
import { readCatalog } from '@understudy/sns-instance-failover';

import { connect, type OperatorWorld } from '../dependencies.ts';
import { formatTime } from '../output/seconds.ts';
import { connectPlan, isPlanTarget, PLAN_WORD } from '../region/plan-world.ts';
import type { Settings } from '../settings.ts';
import { serviceName } from '../telling/describe-service.ts';
import {
  argument,
  flagOption,
  numberOption,
  requiredText,
  textOption,
  usageError,
  YES_OPTION,
  type CommandContext,
  type CommandInput,
  type CommandSpec,
} from './command-spec.ts';
import { confirm } from './confirm.ts';
import { serviceUnknown } from './known-services.ts';

/** Longer than any change window; what lasts longer is disarmed, and readiness is red. */
const PAUSE_MINUTES_MAX = 7 * 24 * 60;
const PAUSE_MINUTES_DEFAULT = 60;

interface Verb {
  readonly name: 'arm' | 'disarm' | 'pause' | 'resume';
  readonly mode: ArmingMode;
  readonly summary: string;
  readonly means: string;
}

const VERBS: readonly Verb[] = [
  {
    name: 'arm',
    mode: 'armed',
    summary: 'lets Understudy act on a service by itself',
    means: 'Understudy will stop and start its instances by itself when it fails.',
  },
  {
    name: 'disarm',
    mode: 'off',
    summary: 'takes that away: decisions are recorded, nothing is changed',
    means: 'Nothing will fail over by itself; decisions are still recorded.',
  },
  {
    name: 'pause',
    mode: 'paused',
    summary: 'the same for a while: ends by itself',
    means: 'Nothing will fail over by itself until then; orders still do.',
  },
  {
    name: 'resume',
    mode: 'armed',
    summary: 'ends a pause before its time',
    means: 'Understudy acts by itself again.',
  },
];

export const arming: readonly CommandSpec[] = VERBS.map((verb) => ({
  usage: `${verb.name} [service]`,
  summary: verb.summary,
  examples: [
    `understudy ${verb.name} signaling${verb.name === 'resume' ? '' : ' --reason "game day"'}${verb.name === 'pause' ? ' --minutes 30' : ''}`,
    `understudy ${verb.name} dr${verb.name === 'resume' ? '' : ' --reason "game day"'}`,
    `understudy ${verb.name} --all --yes${verb.name === 'resume' ? '' : ' --reason "game day"'}`,
  ],
  options: [
    { flags: '--all', description: 'every service: those of the table and those that tags name' },
    { flags: '--reason <text>', description: 'why: shown by status and readiness' },
    ...(verb.name === 'pause'
      ? [{ flags: '--minutes <count>', description: `how long (default ${PAUSE_MINUTES_DEFAULT})` }]
      : []),
    YES_OPTION,
  ],
  asksAws: true,
  act: (context, input) => setArming(context, input, verb),
}));

async function setArming(
  context: CommandContext,
  input: CommandInput,
  verb: Verb,
): Promise<number> {
  const { output } = context;
  const minutes = numberOption(input, 'minutes', {
    default: PAUSE_MINUTES_DEFAULT,
    min: 1,
    max: PAUSE_MINUTES_MAX,
  });
  const reason =
    verb.name === 'resume'
      ? (textOption(input, 'reason') ?? 'the pause was ended')
      : requiredText(input, 'reason', 'kept for whoever looks at 3 a.m.');
  const { world, names, keys } = await targetsOf(context.settings, input);
  if (verb.name === 'resume') await assertPaused(world, keys);
  const now = world.clock.now();
  const until = verb.mode === 'paused' ? { untilMilliseconds: now + minutes * 60_000 } : {};
  const ends =
    until.untilMilliseconds === undefined ? '' : ` until ${formatTime(until.untilMilliseconds)}`;
  await confirm(context, input, [`${names.join(', ')}: ${verb.mode}${ends}. ${verb.means}`]);
  const record: Arming = {
    mode: verb.mode,
    reason,
    by: world.person,
    atMilliseconds: world.clock.now(),
    ...until,
  };
  for (const key of keys) await world.store.setArming(key, record);
  output.line(`Done. Next: understudy status${names.length === 1 ? ` ${names[0]}` : ''}`);
  output.data({ services: names, arming: record });
  return 0;
}

interface Targets {
  readonly world: OperatorWorld;
  readonly names: readonly string[];
  readonly keys: readonly LeaseKey[];
}

/** The services that were named, or the plan: `--all` means services. */
async function targetsOf(settings: Settings, input: CommandInput): Promise<Targets> {
  if (isPlanTarget(argument(input, 0))) {
    const world = await connectPlan(settings);
    return { world, names: [PLAN_WORD], keys: [world.key] };
  }
  const world = await connect(settings);
  const names = await servicesOf(world, input);
  return { world, names, keys: names.map((name) => `service#${name}` as const) };
}

/** One that is named and exists, or all. */
export async function servicesOf(
  world: OperatorWorld,
  input: CommandInput,
): Promise<readonly string[]> {
  const asked = argument(input, 0);
  const all = flagOption(input, 'all');
  if ((asked !== '') === all) {
    throw usageError(
      'a service or --all',
      all ? 'both' : 'neither',
      'understudy status lists the services',
    );
  }
  const known = await knownServices(world);
  if (all && known.length > 0) return known;
  if (all) throw serviceUnknown('--all', []);
  if (known.includes(asked)) return [asked];
  throw serviceUnknown(asked, known);
}

/** What the table has a record of, and what carries the tag and was not looked at yet. */
export async function knownServices({
  store,
  failover,
}: OperatorWorld): Promise<readonly string[]> {
  const [keys, catalog] = await Promise.all([
    store.listKeys(),
    readCatalog(failover.ec2, failover.settings).catch(() => ({ names: [] })),
  ]);
  const recorded = keys.filter(isService).map((key) => serviceName({ key }));
  return [...new Set([...recorded, ...catalog.names])].sort();
}

function isService(key: LeaseKey): boolean {
  return key.startsWith('service#');
}

/** Resuming must not arm what somebody switched off. */
async function assertPaused(
  { store, clock }: OperatorWorld,
  keys: readonly LeaseKey[],
): Promise<void> {
  for (const key of keys) {
    const name = serviceName({ key });
    const record = await store.readService(key);
    const { mode } = effectiveArming(record.arming, clock.now());
    if (mode === 'paused' || mode === 'armed') continue;
    throw new TerminalError(
      'Refused',
      `Expected ${name} to be paused, found ${mode}. Next: understudy arm ${name} --reason "…"`,
    );
  }
}
