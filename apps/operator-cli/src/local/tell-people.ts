import type { SnsPublisher, StsReads } from '@understudy/aws-clients';
import { toErrorRecord } from '@understudy/errors';

import type { CommandContext } from '../commands/command-spec.ts';

/** What a workflow needs to tell people, at either scale. */
export interface TellingWorld {
  readonly publisher: SnsPublisher;
  readonly settings: {
    readonly stage: string;
    readonly region: string;
    /** As the stage file says it: an ARN or a name. Absent: the topic that Terraform makes. */
    readonly notificationTopicArn?: string;
  };
}

/** A run must not wait for longer to learn whose account it is in. */
const IDENTITY_MS_MAX = 5_000;

/**
 * The same world, whose people are told through the topic of the deployed functions: whoever is
 * woken hears the same sentence, wherever the workflow runs. What cannot be told stops nothing, and
 * is said here in one line.
 */
export async function tellingPeople<World extends TellingWorld>(
  {
    output,
    signal,
  }: Pick<CommandContext, 'signal'> & {
    readonly output: Pick<CommandContext['output'], 'error'>;
  },
  world: World,
  identity: StsReads,
): Promise<World> {
  const { publisher, settings } = world;
  let isSaid = false;
  const say = (why: string): void => {
    if (!isSaid) output.error(`People are told on this terminal only: ${why}. Tell them yourself.`);
    isSaid = true;
  };
  const topic = await findTopic(settings, identity, signal).catch((thrown: unknown) => {
    say(toErrorRecord(thrown).message);
    return undefined;
  });
  const { notificationTopicArn: _said, ...rest } = settings;
  return {
    ...world,
    settings: { ...rest, ...(topic === undefined ? {} : { notificationTopicArn: topic }) },
    publisher: {
      publish: (...message) =>
        publisher.publish(...message).catch((thrown: unknown) => {
          say(toErrorRecord(thrown).message);
          throw thrown;
        }),
    },
  };
}

async function findTopic(
  { stage, region, notificationTopicArn: said }: TellingWorld['settings'],
  identity: StsReads,
  signal: AbortSignal,
): Promise<string> {
  if (said?.startsWith('arn:')) return said;
  const limited = AbortSignal.any([signal, AbortSignal.timeout(IDENTITY_MS_MAX)]);
  const { arn, accountId } = await identity.callerIdentity({ signal: limited });
  const partition = arn.split(':')[1] ?? 'aws';
  return `arn:${partition}:sns:${region}:${accountId}:${said ?? topicNameOf(stage)}`;
}

/** As terraform/modules/notification-topic names it, and functions.yml the deployed functions. */
export function topicNameOf(stage: string): string {
  return `understudy-${stage}-notifications`;
}
