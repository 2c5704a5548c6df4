import { TerminalError } from '@understudy/errors';

import { tellingPeople, type TellingWorld } from './tell-people.ts';

const ACCOUNT = '123456789012';
const TOPIC = `arn:aws:sns:eu-west-1:${ACCOUNT}:understudy-dev-notifications`;

interface Scene {
  /** What the stage file names. */
  readonly said?: string;
  readonly partition?: string;
  readonly withoutCredentials?: boolean;
  readonly withoutTopic?: boolean;
}

/** A run's world on a machine, what it published, and what its terminal was told. */
async function machine({ said, partition = 'aws', ...without }: Scene) {
  const published: string[] = [];
  const lines: string[] = [];
  let asked = 0;
  const world: TellingWorld = {
    settings: {
      stage: 'dev',
      region: 'eu-west-1',
      ...(said === undefined ? {} : { notificationTopicArn: said }),
    },
    publisher: {
      publish: async (topic) => {
        if (without.withoutTopic) throw new TerminalError('NotFound', 'the topic does not exist');
        published.push(topic);
      },
    },
  };
  const told = await tellingPeople(
    {
      output: { error: (line) => void lines.push(line) },
      signal: new AbortController().signal,
    },
    world,
    {
      callerIdentity: async () => {
        asked += 1;
        if (without.withoutCredentials) throw new TerminalError('NoCredentials', 'no credentials');
        const arn = `arn:${partition}:iam::${ACCOUNT}:user/operator`;
        return { accountId: ACCOUNT, arn, roleArn: arn };
      },
    },
  );
  return { ...told, published, lines, asked: () => asked };
}

describe('a run on this machine', () => {
  it.each<[string, Scene, string, number]>([
    ["Terraform's, in the caller's account", {}, TOPIC, 1],
    ['of the stage file, by its name', { said: 'nights' }, TOPIC.replace(/[^:]+$/, 'nights'), 1],
    ['of the stage file, by its ARN, which needs no answer of STS', { said: TOPIC }, TOPIC, 0],
    ['of another partition', { partition: 'aws-cn' }, TOPIC.replace('aws', 'aws-cn'), 1],
  ])('tells people through the topic %s', async (_what, scene, topic, asked) => {
    const { settings, publisher, published, lines, ...at } = await machine(scene);

    await publisher.publish(settings.notificationTopicArn ?? '', 'a subject', 'a message');

    expect({ published, lines, asked: at.asked() }).toEqual({
      published: [topic],
      lines: [],
      asked,
    });
  });

  it('goes on without credentials for the topic, and says so in one line', async () => {
    const { settings, lines } = await machine({ withoutCredentials: true });

    expect(settings.notificationTopicArn).toBeUndefined();
    expect(lines).toEqual([
      'People are told on this terminal only: no credentials. Tell them yourself.',
    ]);
  });

  it('says once that the topic takes nothing, and lets the workflow know each time', async () => {
    const { publisher, lines } = await machine({ withoutTopic: true });

    for (const subject of ['one', 'two']) {
      await expect(publisher.publish(TOPIC, subject, 'a message')).rejects.toThrow('not exist');
    }

    expect(lines).toEqual([
      'People are told on this terminal only: the topic does not exist. Tell them yourself.',
    ]);
  });
});
