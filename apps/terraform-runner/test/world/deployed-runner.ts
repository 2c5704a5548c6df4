import path from 'node:path';
import {
  createHttpDoor,
  createNoLatencies,
  createSimulatedAws,
  readStackPackage,
  type HostedFunction,
  type HostedTask,
  type SimulatedAws,
  type SourceFunctions,
  type Template,
} from '@understudy/aws-simulator';
import { systemClock, type Scheduler } from '@understudy/clock';
import { populated, type Backend } from './backends.ts';
import { REGION } from './buckets.ts';

const PACKAGE = path.join(__dirname, `../../../../dist/packages/dev-${REGION}`);

/** The roles of the two doors, and keys whose requests are made under them. */
export const FUNCTION_ROLE = {
  name: `understudy-dev-terraform-runner-${REGION}`,
  key: 'AKIAROLEOFTHERUNNER1',
};
export const TASK_ROLE = {
  name: `understudy-dev-terraform-task-${REGION}`,
  key: 'AKIAROLEOFTHETASK001',
};

/** A simulated AWS with the plan's bucket and table, where the packaged runner is deployed. */
export interface DeployedRunner {
  readonly aws: SimulatedAws;
  readonly backend: Backend;
  /** Deploys the packaged stack: the runner has its roles then, and nothing more. */
  deploy(change?: (template: Template) => Template): void;
}

export interface DeployedRunnerOptions {
  readonly sourceFunctions?: SourceFunctions;
  /** What the image does, by both of its doors. Default: nothing hosts it. */
  readonly image?: { readonly function: HostedFunction; readonly task: HostedTask };
}

/** By these names the template speaks of the image, and of its task. */
const IMAGE = 'understudy-terraform-runner';
export const TASK_FAMILY = 'understudy-dev-terraform-runner';

export async function createDeployedRunner({
  sourceFunctions = new Map(),
  image,
}: DeployedRunnerOptions = {}): Promise<DeployedRunner> {
  let url = '';
  const endpoint = (): string => url;
  const cancels = new Set<() => void>();
  const aws = createSimulatedAws({
    clock: endingClock(cancels),
    seed: 'terraform-runner',
    regions: [REGION, 'us-east-1'],
    latencies: createNoLatencies,
    sourceFunctions,
    ecsTimings: { coldStartMilliseconds: () => 0 },
    ...(image && {
      hostedFunctions: { endpoint, functions: new Map([[IMAGE, image.function]]) },
      hostedTasks: { endpoint, tasks: new Map([[TASK_FAMILY, image.task]]) },
    }),
  });
  const door = createHttpDoor(aws.door, { port: 0 });
  ({ url } = await door.start());
  const backend = await populated({
    endpoint: url,
    async stop() {
      for (const cancel of cancels) cancel();
      await door.stop();
    },
  });
  for (const { name, key } of [FUNCTION_ROLE, TASK_ROLE]) {
    aws.callers.register(key, {
      principal: { kind: 'role', roleName: name, session: 'runner' },
      cause: { kind: 'person', name: 'test' },
    });
  }
  return {
    aws,
    backend,
    deploy(change = (template) => template) {
      const packaged = readStackPackage(PACKAGE);
      aws.deployStack({
        region: REGION,
        stackName: 'understudy-dev',
        package: { ...packaged, template: change(ownPart(packaged.template)) },
      });
    },
  };
}

/** The world's plans for later (alarms, time-outs) would keep a test's process alive. */
function endingClock(cancels: Set<() => void>): Scheduler {
  return {
    ...systemClock,
    schedule(atMilliseconds, task) {
      const cancel = systemClock.schedule(atMilliseconds, () => {
        cancels.delete(cancel);
        task();
      });
      cancels.add(cancel);
      return cancel;
    },
  };
}

export function packagedTemplate(): Template {
  return readStackPackage(PACKAGE).template;
}

/** What of the stack is the runner's. The others' schedules would run on in a test without them. */
export function ownPart(template: Template): Template {
  const own = Object.entries(template.Resources).filter(([name]) => name.startsWith('Terraform'));
  const { TerraformRunnerImage: image } = template.Parameters ?? {};
  return {
    ...template,
    Parameters: image ? { TerraformRunnerImage: image } : {},
    Resources: Object.fromEntries(own),
    Outputs: {},
  };
}
