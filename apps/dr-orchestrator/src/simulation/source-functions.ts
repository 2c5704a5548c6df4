import { createCertificateReads } from '@understudy/aws-clients/acm';
import { createSubnetReads } from '@understudy/aws-clients/ec2';
import { createImageReads } from '@understudy/aws-clients/ecr';
import { createBalancerReads } from '@understudy/aws-clients/elbv2';
import { createKmsReads } from '@understudy/aws-clients/kms';
import { createFailoverRecordReads } from '@understudy/aws-clients/route53';
import { createSecretReads } from '@understudy/aws-clients/secrets-manager';
import { createQuotaReads } from '@understudy/aws-clients/service-quotas';
import { createSqsSender } from '@understudy/aws-clients/sqs';
import type { Variables } from '@understudy/lambda-middleware';
import {
  createSourceWorkflow,
  type SourceDoor,
  type SourceFunction,
  type SourceFunctions,
} from '@understudy/aws-simulator';

import { answerEntry } from '../dr-failover/answer-entry.ts';
import { runRecovery } from '../dr-orchestrator/run-recovery.ts';
import type { PrerequisiteReads } from '../readiness/prerequisites.ts';
import { recordReadiness } from '../readiness/record-readiness.ts';
import { observeRegion, OBSERVER_TURN_SECONDS } from '../region-observer/observe-region.ts';
import {
  readEntrySettings,
  readObserverSettings,
  readRecoverySettings,
} from '../settings/read-settings.ts';
import type { Log, RecoverySettings } from '../settings/settings.ts';
import { STEP_KINDS } from '../steps/step-kinds.ts';
import { createWorldOver } from '../world/create-world.ts';
import type { HttpProbe, RecoveryWorld } from '../world/recovery-world.ts';
import { createSourceClients, readingClient, sourceClient } from './source-clients.ts';

const FOLDER = 'apps/dr-orchestrator/src';
export const READINESS_HANDLER = `${FOLDER}/readiness/handler.main`;

/** A simulation asks the world's log of effects, not the functions' words. */
const SILENT: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

export interface SourceOptions {
  /** Holds `apps/dr-orchestrator/config`, as the package does. */
  readonly root: string;
  /** What a function's request over the network meets, by the region that it runs in. */
  readonly http: (region: string) => HttpProbe;
  readonly log?: Log;
}

/**
 * This app's functions as a simulation of many incidents runs them: the same workflow and entry over
 * clients that ask the simulated world at once, without the bundle and the middleware chain.
 */
export function createSourceFunctions(options: SourceOptions): SourceFunctions {
  return new Map<string, SourceFunction>([
    [`${FOLDER}/dr-failover/handler.main`, entryFunction(options)],
    [`${FOLDER}/dr-orchestrator/handler.main`, orchestratorFunction(options)],
    [`${FOLDER}/region-observer/handler.main`, observerFunction(options)],
    [READINESS_HANDLER, readinessFunction(options)],
  ]);
}

/** The outside world of a function of this app that runs from source. */
export function createSourceWorld(
  door: SourceDoor,
  settings: RecoverySettings,
  { http }: Pick<SourceOptions, 'http'>,
): RecoveryWorld {
  return createWorldOver(settings, door.clock, {
    clientsOf: (region) => createSourceClients(door, region),
    http: http(door.region),
  });
}

/** The variables of the environment, with the files of the repository in place of the package's. */
export function sourceVariables(door: SourceDoor, { root }: SourceOptions): Variables {
  return { ...door.variables, LAMBDA_TASK_ROOT: root };
}

function entryFunction(options: SourceOptions): SourceFunction {
  return (door) => {
    const settings = readEntrySettings(options.log ?? SILENT, sourceVariables(door, options));
    const world = {
      recovery: createSourceWorld(door, settings, options),
      refused: createSqsSender({ client: sourceClient(door, 'sqs', { attempts: 1 }) }),
      refusedQueueUrl: settings.refusedQueueUrl,
      kinds: STEP_KINDS,
    };
    return (event, context) => answerEntry(event, world, requestIdOf(context));
  };
}

function observerFunction(options: SourceOptions): SourceFunction {
  return (door) => {
    const settings = readObserverSettings(options.log ?? SILENT, sourceVariables(door, options));
    const world = createSourceWorld(door, settings, options);
    return (_event, context) =>
      observeRegion(world, settings.role, {
        invocationId: requestIdOf(context),
        deadlineMilliseconds: door.clock.now() + OBSERVER_TURN_SECONDS * 1_000,
      });
  };
}

function readinessFunction(options: SourceOptions): SourceFunction {
  return (door) => {
    const settings = readRecoverySettings(options.log ?? SILENT, sourceVariables(door, options));
    const world = createSourceWorld(door, settings, options);
    const reads = createSourceReads(door, settings.plan.regions.recovery);
    return () => recordReadiness(world, STEP_KINDS, reads);
  };
}

/** What readiness looks at beside the plan's own resources. */
function createSourceReads(door: SourceDoor, region: string): PrerequisiteReads {
  return {
    keys: createKmsReads({ client: readingClient(door, 'kms', region) }),
    secrets: createSecretReads({ client: readingClient(door, 'secretsmanager', region) }),
    images: createImageReads({ client: readingClient(door, 'ecr', region) }),
    certificates: createCertificateReads({ client: readingClient(door, 'acm', region) }),
    quotas: createQuotaReads({ client: readingClient(door, 'servicequotas', region) }),
    subnets: createSubnetReads({ client: readingClient(door, 'ec2', region) }),
    records: createFailoverRecordReads({ client: readingClient(door, 'route53', region) }),
    balancers: createBalancerReads({
      client: readingClient(door, 'elasticloadbalancing', region),
    }),
  };
}

function orchestratorFunction(options: SourceOptions): SourceFunction {
  return (door) => {
    const settings = readRecoverySettings(options.log ?? SILENT, sourceVariables(door, options));
    const world = createSourceWorld(door, settings, options);
    return createSourceWorkflow(door, (workflow, input, invocation) =>
      runRecovery(workflow, input, {
        world,
        kinds: STEP_KINDS,
        invocation,
        owner: { kind: 'execution', executionArn: invocation.executionArn },
      }),
    );
  };
}

function requestIdOf(context: object): string {
  return String(Reflect.get(context, 'awsRequestId'));
}
