import type { SQSClient } from '@aws-sdk/client-sqs';
import { createCloudWatchReads } from '@understudy/aws-clients/cloudwatch';
import { createEc2Reads } from '@understudy/aws-clients/ec2';
import { createElbv2Reads } from '@understudy/aws-clients/elbv2';
import { createDurableFunctions } from '@understudy/aws-clients/lambda';
import { createSqsSender } from '@understudy/aws-clients/sqs';
import type { Variables } from '@understudy/lambda-middleware';
import {
  createSourceWorkflow,
  type SourceDoor,
  type SourceFunction,
  type SourceFunctions,
} from '@understudy/aws-simulator';
import { createDynamoDbStore } from '@understudy/leases';

import { createRememberedCatalog } from '../alarm-router/remembered-catalog.ts';
import { routeEvent } from '../alarm-router/route-event.ts';
import { createWorldOver } from '../instance-failover/create-world.ts';
import { runFailover } from '../instance-failover/run-failover.ts';
import { sweepServices } from '../reconciler/sweep-services.ts';
import {
  readFailoverSettings,
  readReconcilerSettings,
  readRouterSettings,
} from '../services/read-settings.ts';
import type { Log } from '../services/settings.ts';
import { client, createSourceClients } from './source-clients.ts';

const FOLDER = 'apps/sns-instance-failover/src';

/** A simulation asks the world's log of effects, not the functions' words. */
const SILENT: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/**
 * This app's functions as a simulation of many incidents runs them: the same workflow, router and
 * sweep, over clients that ask the simulated world at once. Without the middleware chain, which
 * only logs and counts, and without the bundle. One set serves any number of worlds of one
 * deployment: its settings are read once.
 */
export function createSourceFunctions(options: {
  /** Holds `apps/sns-instance-failover/config`, as the package does. */
  readonly root: string;
}): SourceFunctions {
  const { root } = options;
  return new Map<string, SourceFunction>([
    [`${FOLDER}/alarm-router/handler.main`, routerFunction(once(root, readRouterSettings))],
    [`${FOLDER}/reconciler/handler.main`, reconcilerFunction(once(root, readReconcilerSettings))],
    [
      `${FOLDER}/instance-failover/handler.main`,
      failoverFunction(once(root, readFailoverSettings)),
    ],
  ]);
}

type Settings<T> = (door: SourceDoor) => T;

function once<T>(root: string, read: (log: Log, variables: Variables) => T): Settings<T> {
  let settings: T | undefined;
  return ({ variables }) => (settings ??= read(SILENT, { ...variables, LAMBDA_TASK_ROOT: root }));
}

function routerFunction(
  settingsOf: Settings<ReturnType<typeof readRouterSettings>>,
): SourceFunction {
  return (door) => {
    const { ec2, lambda } = createSourceClients(door);
    const settings = settingsOf(door);
    const world = {
      clock: door.clock,
      settings,
      catalog: createRememberedCatalog({
        ec2: createEc2Reads({ client: ec2.reads }),
        clock: door.clock,
        settings,
      }),
      functions: createDurableFunctions({ client: lambda }),
      refused: createSqsSender({ client: client<SQSClient>(door, 'sqs', 1) }),
    };
    return (event, context) => routeEvent(event, world, requestIdOf(context));
  };
}

function reconcilerFunction(
  settingsOf: Settings<ReturnType<typeof readReconcilerSettings>>,
): SourceFunction {
  return (door) => {
    const { dynamodb, ec2, elbv2, cloudWatch, lambda } = createSourceClients(door);
    const settings = settingsOf(door);
    const { clock } = door;
    const world = {
      clock,
      settings,
      store: createDynamoDbStore({ client: dynamodb, table: settings.table, clock }),
      ec2: createEc2Reads({ client: ec2.reads }),
      elbv2: createElbv2Reads({ client: elbv2.reads }),
      cloudWatch: createCloudWatchReads({ client: cloudWatch }),
      functions: createDurableFunctions({ client: lambda }),
    };
    return () => sweepServices(world);
  };
}

function failoverFunction(
  settingsOf: Settings<ReturnType<typeof readFailoverSettings>>,
): SourceFunction {
  return (door) => {
    const world = createWorldOver(settingsOf(door), door.clock, createSourceClients(door));
    return createSourceWorkflow(door, (workflow, input, invocation) =>
      runFailover(workflow, input, world, invocation, {
        kind: 'execution',
        executionArn: invocation.executionArn,
      }),
    );
  };
}

function requestIdOf(context: object): string {
  return String(Reflect.get(context, 'awsRequestId'));
}
