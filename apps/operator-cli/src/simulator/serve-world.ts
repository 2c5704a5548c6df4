import { createHttpDoor, STORY_START_MS, type StackPackage } from '@understudy/aws-simulator';
import { createScaledClock, type Clock, type Scheduler } from '@understudy/clock';
import { TerminalError } from '@understudy/errors';
import {
  createDeployedJupiter,
  createDeployedKonecta,
  type DeployedJupiter,
  type DeployedKonecta,
} from '@understudy/fault-simulation';

import { hostKonecta, type RealPrograms } from '../hosting/host-konecta.ts';
import { serveCluster } from '../hosting/serve-cluster.ts';
import { inflictFault, type Sufferers } from './inflict-fault.ts';

export interface ServeOptions {
  readonly port: number;
  readonly host: string;
  readonly speed: number;
  readonly services: readonly string[];
  readonly seed: string;
  readonly package: string | StackPackage;
  /** konecta-erp and its plan beside jupiter; absent: jupiter alone. */
  readonly plan?: PlanPackages;
  /** With `plan`: the recovery cluster stands already, as `understudy prepare dr` leaves it. */
  readonly prepared?: boolean;
  /** When the world's time begins: the machine's own, so that times read as today's. */
  readonly startMilliseconds?: number;
  /** The clock and the end of whoever serves it: real programs live by them. */
  readonly real: Clock;
  readonly signal: AbortSignal;
}

/** What the second document's world is made of. */
export interface PlanPackages extends RealPrograms {
  /** The plan's home, and the witness; the primary region has jupiter's own stack only. */
  readonly packages: Readonly<Record<'recovery' | 'witness', string | StackPackage>>;
}

export interface ServedWorld {
  readonly deployed: DeployedJupiter;
  readonly clock: Scheduler;
  readonly url: string;
  stop(): Promise<void>;
}

/** A local AWS with Understudy deployed in it, on real time that runs `speed` times as fast. */
export async function serveWorld(options: ServeOptions): Promise<ServedWorld> {
  const { speed, startMilliseconds = STORY_START_MS } = options;
  const clock = createScaledClock({ speed, startMilliseconds });
  let listening = '';
  const konecta = options.plan && (await deployPlan(options, options.plan, clock, () => listening));
  const deployed = createDeployedJupiter({
    ...(konecta ? { aws: konecta.aws } : {}),
    clock,
    seed: options.seed,
    package: options.package,
    jupiter: { services: options.services, quickAlarms: true },
  });
  await deployed.arm('the simulator arms what it makes');
  await konecta?.arm('the simulator arms what it makes');
  const sufferers = { jupiter: deployed, konecta, lost: new Map<string, () => void>() };
  const door = createHttpDoor(deployed.aws.door, {
    port: options.port,
    host: options.host,
    control: async (verb, body) => carryOut(sufferers, { verb, body, clock, speed }),
  });
  const { url } = await door.start().catch((thrown: unknown) => {
    throw cannotListen(options, thrown);
  });
  listening = url;
  const cluster =
    konecta && options.plan?.kubernetes
      ? await serveCluster(konecta, {
          ...options,
          isBuiltByTerraform: options.plan.terraform !== undefined,
        }).catch(async (thrown) => {
          await door.stop();
          throw thrown;
        })
      : undefined;
  return {
    deployed,
    clock,
    url,
    async stop() {
      await cluster?.stop();
      await door.stop();
    },
  };
}

async function deployPlan(
  { seed, prepared = false }: ServeOptions,
  plan: PlanPackages,
  clock: Scheduler,
  endpoint: () => string,
): Promise<DeployedKonecta> {
  const { packages } = plan;
  const hosted = await hostKonecta(plan, endpoint);
  return createDeployedKonecta({ clock, seed, packages, konecta: { prepared }, ...hosted });
}

interface Control {
  readonly verb: string;
  readonly body: unknown;
  readonly clock: Scheduler;
  readonly speed: number;
}

/** `state` tells the world's time; `fault` lets something suffer. */
function carryOut(sufferers: Sufferers, { verb, body, clock, speed }: Control): unknown {
  const { jupiter: deployed } = sufferers;
  if (verb === 'state') {
    return {
      nowMilliseconds: clock.now(),
      speed,
      region: deployed.region.name,
      table: deployed.tableName,
    };
  }
  if (verb === 'fault') return inflictFault(sufferers, body);
  throw new TerminalError('UnknownVerb', `Expected fault or state, found ${verb}.`);
}

function cannotListen({ host, port }: ServeOptions, thrown: unknown): Error {
  const code = String(Reflect.get(Object(thrown), 'code'));
  if (code !== 'EADDRINUSE' && code !== 'EACCES') return thrown as Error;
  return new TerminalError(
    'PortTaken',
    `Expected to listen on ${host}:${port}, found it ${code === 'EACCES' ? 'forbidden' : 'taken'}. Next: understudy simulator --port 0`,
    { cause: thrown },
  );
}
