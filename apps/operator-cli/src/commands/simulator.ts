import { once } from 'node:events';

import { hasCode, toErrorRecord } from '@understudy/errors';
import * as z from 'zod';

import { narrateEntry, narrateNews, type Names, type Scene } from '../demo/narrate.ts';
import { watchTable } from '../demo/timeline-writes.ts';
import type { Output } from '../output/output.ts';
import { formatTime } from '../output/seconds.ts';
import { control } from '../simulator/control-client.ts';
import { CONTROL_PLANE_HINT, hasControlPlane } from '../hosting/control-plane.ts';
import { findTerraform } from '../hosting/find-terraform.ts';
import { findPackage, findRegionPackages } from '../simulator/find-package.ts';
import { MACHINE_FAULTS } from '../simulator/machine-faults.ts';
import { DATABASE_FAULTS, REGION_FAULTS } from '../simulator/world-faults.ts';
import type { PlanPackages, ServedWorld } from '../simulator/serve-world.ts';
import {
  argument,
  flagOption,
  numberOption,
  textOption,
  usageError,
  type CommandInput,
  type CommandSpec,
} from './command-spec.ts';

const PORT_DEFAULT = 4599;
const PORT_MAX = 65_535;
const SPEED_DEFAULT = 30;

/** Above this the functions' own work (milliseconds of processor) becomes seconds of their time. */
const SPEED_MAX = 60;

const SERVICE_NAME = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;

export const simulator: CommandSpec = {
  usage: 'simulator',
  summary: 'a local AWS in which Understudy is deployed and armed, for the AWS CLI and any SDK',
  details:
    "The documents' jupiter and konecta-erp. jupiter: one pair of instances for each service behind one balancer, alarms on their metrics. konecta-erp: its plan in eu-west-1 (`understudy rehearse dr`). Real time, faster. Any signature is believed, so it listens on this machine only. Ends with Ctrl-C.",
  examples: [
    'understudy simulator',
    'understudy simulator --port 4600 --speed 10 --services signaling,video-relay',
    'understudy simulator fault signaling-primary app-dead',
  ],
  options: [
    {
      flags: '--port <number>',
      description: `where it listens (default ${PORT_DEFAULT}; 0: any free one)`,
    },
    {
      flags: '--speed <factor>',
      description: `times real time, at most ${SPEED_MAX} (default ${SPEED_DEFAULT})`,
    },
    { flags: '--services <names>', description: 'comma-separated (default signaling)' },
    { flags: '--seed <text>', description: 'another run of chance (default jupiter)' },
    { flags: '--prepared', description: 'its recovery cluster stands already, nodes included' },
    {
      flags: '--kubernetes',
      description:
        "konecta-erp's recovery cluster is a real Kubernetes API; starts some seconds later",
    },
    { flags: '--no-plan', description: 'jupiter alone, without konecta-erp and its recovery plan' },
  ],
  async act({ output, settings, real, signal }, input) {
    const services = servicesOf(textOption(input, 'services') ?? 'signaling');
    const speed = numberOption(input, 'speed', { default: SPEED_DEFAULT, min: 1, max: SPEED_MAX });
    output.progress('deploying and arming …');
    const { serveWorld } = await import('../simulator/serve-world.ts');
    const world = await serveWorld({
      port: numberOption(input, 'port', { default: PORT_DEFAULT, min: 0, max: PORT_MAX }),
      host: '127.0.0.1',
      speed,
      services,
      seed: textOption(input, 'seed') ?? 'jupiter',
      package: findPackage(settings),
      ...(input.options['plan'] === false
        ? {}
        : await planOf(output, settings.searchPath, await asksKubernetes(input))),
      prepared: flagOption(input, 'prepared'),
      startMilliseconds: real.now(),
      real,
      signal,
    });
    introduce(output, world, services, speed);
    const stop = tellEffects(output, world);
    if (!signal.aborted) await once(signal, 'abort');
    stop();
    await world.stop();
    output.line('The simulator has stopped; its world is gone.');
    return 0;
  },
};

/** Asked for, because it costs seconds at the start and memory all the time. */
async function asksKubernetes(input: CommandInput): Promise<boolean> {
  if (!flagOption(input, 'kubernetes')) return false;
  if (await hasControlPlane()) return true;
  throw usageError('the programs of a Kubernetes API for --kubernetes', 'none', CONTROL_PLANE_HINT);
}

/** The second document's part; without its packages the first's stands alone, and says so. */
async function planOf(
  output: Output,
  searchPath: string,
  kubernetes: boolean,
): Promise<{ readonly plan?: PlanPackages }> {
  try {
    const packages = findRegionPackages();
    return { plan: { packages, terraform: await findTerraform(searchPath), kubernetes } };
  } catch (thrown) {
    if (!hasCode(thrown, 'NotPackaged')) throw thrown;
    output.progress(`Without konecta-erp. ${toErrorRecord(thrown).message}`);
    return {};
  }
}

export const simulatorFault: CommandSpec = {
  usage: 'simulator fault <target> <fault>',
  summary: 'lets a machine, a database or a region of a running simulator suffer',
  details: [
    ...faultLines('Of a machine (signaling-primary):', MACHINE_FAULTS),
    ...faultLines('Of a database (konecta-erp-dev-replica):', DATABASE_FAULTS),
    ...faultLines('Of a region (us-east-1):', REGION_FAULTS),
  ].join('\n'),
  examples: [
    'understudy simulator fault signaling-primary app-dead',
    'understudy simulator fault signaling-backup start-refused --times 3',
    'understudy simulator fault signaling-primary recover',
    'understudy simulator fault us-east-1 lost',
  ],
  options: [
    {
      flags: '--endpoint <url>',
      description: `the running simulator (AWS_ENDPOINT_URL; default http://127.0.0.1:${PORT_DEFAULT})`,
    },
    { flags: '--times <count>', description: 'for faults of starts: how many (default all)' },
    { flags: '--persistent', description: 'outlives a stop and a start' },
  ],
  async act({ output, settings }, input) {
    const target = argument(input, 0);
    const fault = argument(input, 1);
    if (!FAULTS.some((known) => Object.hasOwn(known, fault))) {
      throw usageError(
        `one of ${[...new Set(FAULTS.flatMap((known) => Object.keys(known)))].join(', ')}`,
        JSON.stringify(fault),
        'understudy simulator fault --help',
      );
    }
    const times = numberOption(input, 'times', { default: 0, min: 1, max: 1_000 });
    const done = await control(settings.endpoint ?? `http://127.0.0.1:${PORT_DEFAULT}`, 'fault', {
      target,
      fault,
      ...(times > 0 ? { times } : {}),
      ...(flagOption(input, 'persistent') ? { persistent: true } : {}),
    });
    const { words, instanceId } = Done.parse(done);
    output.line(`${target}: ${fault} (${words}).`);
    output.line(`Next: understudy status${instanceId === undefined ? ' dr' : ''}`);
    output.data(done);
    return 0;
  },
};

const FAULTS = [MACHINE_FAULTS, DATABASE_FAULTS, REGION_FAULTS];

/** What the simulator says that it has done. */
const Done = z.object({ words: z.string(), instanceId: z.string().optional() });

function faultLines(title: string, faults: Readonly<Record<string, string>>): readonly string[] {
  return [title, ...Object.entries(faults).map(([name, words]) => `  ${name.padEnd(20)}${words}`)];
}

function servicesOf(text: string): readonly string[] {
  const names = text.split(',').map((name) => name.trim());
  const wrong = names.find((name) => !SERVICE_NAME.test(name));
  if (wrong === undefined) return [...new Set(names)];
  throw usageError(
    '--services of lower-case letters, digits and hyphens',
    JSON.stringify(wrong),
    'understudy simulator --services signaling,video-relay',
  );
}

function introduce(
  output: Output,
  { url, deployed }: ServedWorld,
  services: readonly string[],
  speed: number,
): void {
  const { paint } = output;
  output.event({ event: 'listening', url, services, speed, table: deployed.tableName });
  output.line(
    `${paint.green('listening')} on ${url}, ${speed} times real time; armed: ${services.join(', ')}`,
  );
  output.line();
  output.line('In another terminal:');
  for (const line of [
    `export AWS_ENDPOINT_URL=${url} AWS_REGION=us-east-1 AWS_ACCESS_KEY_ID=operator AWS_SECRET_ACCESS_KEY=none`,
    'understudy status',
    'understudy simulator fault signaling-primary app-dead',
    'understudy rehearse dr',
    'aws ec2 describe-instances --query "Reservations[].Instances[].[InstanceId,State.Name,Tags[?Key==\'Name\']|[0].Value]" --output text',
  ]) {
    output.line(`  ${line}`);
  }
  output.line();
}

/** One line for each effect, and for each step of ours. */
function tellEffects(output: Output, { deployed, clock }: ServedWorld): () => void {
  const { aws, region, tableName, jupiter } = deployed;
  const started = new Set<string>();
  const names: Names = {
    of: (instanceId) => jupiter.ec2.instance(instanceId)?.tags.get('Name') ?? instanceId,
    alarmReason: () => undefined,
    wasStarted: (name) => started.size === started.add(name).size,
  };
  const tell = (scene: Scene | undefined): void => {
    if (!scene) return;
    const { sentence, who } = scene;
    const at = scene.atMilliseconds || clock.now();
    output.event({
      at: new Date(at).toISOString(),
      who,
      sentence,
      ...(scene.evidence ? { evidence: scene.evidence } : {}),
    });
    output.line(
      `${output.paint.dim(formatTime(at))}  ${output.paint.cyan(who.padEnd(11))} ${sentence}`,
    );
  };
  const stops = [
    aws.world.log.subscribe((entry) => tell(narrateEntry(entry, names))),
    watchTable(region, tableName, (news) => tell(narrateNews(news))),
  ];
  return () => stops.forEach((stop) => stop());
}
