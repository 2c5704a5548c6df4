import { createVirtualClock, type VirtualClock } from '@understudy/clock';

import { createSimulatedAws, type SimulatedAws } from '../src/composition/create-simulated-aws.ts';
import type { StackPackage } from '../src/deployment/read-package.ts';
import type { Template } from '../src/deployment/template-model.ts';
import type { CallEntry } from '../src/kernel/effect-log.ts';
import type { DurableExecution } from '../src/lambda/durable-execution.ts';

export const START = Date.UTC(2026, 0, 5, 9);
export const REGION = 'eu-west-1';
export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;

/** The fixture service, deployed. */
export interface Relay {
  readonly aws: SimulatedAws;
  readonly clock: VirtualClock;
  publish(text: string): void;
  written(text: string): number | undefined;
  tries(): string | undefined;
  calls(operation: string): readonly CallEntry[];
  execution(): DurableExecution | undefined;
}

export function deployRelay(
  packaged: StackPackage,
  edit: (template: EditableTemplate) => void = () => undefined,
): Relay {
  const clock = createVirtualClock(START);
  const aws = createSimulatedAws({ clock, seed: 'relay', regions: [REGION] });
  const { sns, dynamodb, lambda } = aws.region(REGION);
  const topicArn = sns.createTopic('alarms');
  const template = structuredClone(packaged.template) as EditableTemplate;
  edit(template);
  aws.deployStack({
    region: REGION,
    stackName: 'relay-dev',
    package: { ...packaged, template },
    ssmParameters: { '/understudy/dev/alarm-topic-arn': topicArn },
  });
  return {
    aws,
    clock,
    publish: (text) =>
      void sns.publish(topicArn, { text, cause: { kind: 'person', name: 'operator' } }),
    written(text) {
      const item = dynamodb.item('relay-dev', { pk: { S: text } });
      return item ? Number(item['writtenAt']?.N) : undefined;
    },
    tries: () => dynamodb.item('relay-dev', { pk: { S: 'starts' } })?.['tries']?.N,
    calls: (operation) =>
      aws.world.log.entries.filter(
        (entry) => entry.kind === 'call' && entry.call.operation === operation,
      ) as CallEntry[],
    execution: () => lambda.executions.all()[0],
  };
}

/** A template whose parts a test takes away. */
export type EditableTemplate = Template & {
  readonly Resources: Record<string, { Properties: Record<string, never> }>;
};

export async function runToEnd(
  { clock, execution }: Relay,
  limit = HOUR,
): Promise<string | undefined> {
  await clock.runUntil(() => (execution()?.journal.status ?? 'RUNNING') !== 'RUNNING', limit);
  return execution()?.journal.status;
}
