import { notify } from './notify.ts';

const SUBJECT = { service: 'signaling', incidentId: 'signaling-1' };
const OUTCOME = { name: 'asked', reason: 'velocity', sentence: 'Six at once.' } as const;

type World = Parameters<typeof notify>[0];

/** A world whose people are told through this topic, and what they hear. */
function worldWith(notificationTopicArn: string | undefined) {
  const heard: (readonly string[])[] = [];
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const settings: Partial<World['settings']> = {
    log,
    ...(notificationTopicArn === undefined ? {} : { notificationTopicArn }),
  };
  const publisher: World['publisher'] = {
    publish: async (...message) => void heard.push(message.slice(0, 3) as string[]),
  };
  return { heard, world: { publisher, settings: settings as World['settings'] } };
}

describe('a message to people', () => {
  it('is told with its sentence and the next command', async () => {
    const { world, heard } = worldWith('arn:topic');

    expect(await notify(world, SUBJECT, OUTCOME)).toBe(true);

    const [[topic, subject, message] = []] = heard;
    expect([topic, subject]).toEqual(['arn:topic', 'signaling: asked: velocity']);
    expect(JSON.parse(message ?? '')).toMatchObject({
      sentence: 'Six at once.',
      next: 'understudy why signaling-1',
    });
  });

  it('is not taken for told where there is no topic', async () => {
    const { world, heard } = worldWith(undefined);

    expect(await notify(world, SUBJECT, OUTCOME)).toBe(false);
    expect(heard).toEqual([]);
  });
});
