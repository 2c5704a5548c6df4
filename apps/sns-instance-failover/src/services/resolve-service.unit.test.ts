import type { Trigger } from '../triggers/trigger.ts';
import { resolveService } from './resolve-service.ts';

const CATALOG = {
  names: ['video', 'video-relay', 'chat'],
  serviceOf: new Map([['i-1', 'chat']]),
};

function alarm(alarmName: string): Trigger {
  return {
    kind: 'alarm',
    alarmName,
    alarmArn: alarmName,
    state: 'ALARM',
    reason: '',
    changedAtMilliseconds: 0,
    dimensions: {},
  };
}

function instance(instanceId: string): Trigger {
  return {
    kind: 'instance-state',
    instanceId,
    state: 'stopped',
    atMilliseconds: 0,
    messageId: 'm',
  };
}

const REQUEST: Trigger = { kind: 'request', atMilliseconds: 0, messageId: 'm' };

function alarmsOf(service: string): readonly string[] {
  return service === 'video' ? ['tv-down', 'both'] : service === 'chat' ? ['both'] : [];
}

describe('resolveService', () => {
  it.each<[string, Trigger, string | undefined, string]>([
    ['a name', REQUEST, 'chat', 'chat'],
    ['a primary alarm', alarm('video-primary-health'), undefined, 'video'],
    ['a service alarm', alarm('chat-service-health'), undefined, 'chat'],
    ['a backup alarm', alarm('chat-backup-health'), undefined, 'chat'],
    [
      'the whole of a name with hyphens',
      alarm('video-relay-primary-health'),
      undefined,
      'video-relay',
    ],
    ['an alarm that it lists', alarm('tv-down'), undefined, 'video'],
    ['an instance of its', instance('i-1'), undefined, 'chat'],
  ])('finds a service by %s', (_what, trigger, service, expected) => {
    const message = service === undefined ? { trigger } : { trigger, service };

    const resolution = resolveService(message, CATALOG, alarmsOf);

    expect(resolution).toEqual({ result: 'resolved', service: expected });
  });

  it.each<[string, Trigger, string | undefined, string]>([
    ['a name', REQUEST, 'radio', 'radio'],
    ['an alarm', alarm('radio-primary-health'), undefined, 'alarm radio-primary-health'],
    ['a longer name than it knows', alarm('video-wall-primary-health'), undefined, 'video-wall'],
    ['an alarm of another kind', alarm('video-disk-full'), undefined, 'alarm video-disk-full'],
    ['an alarm that two list', alarm('both'), undefined, 'alarm both, which video, chat list'],
  ])(
    'refuses %s that it does not know, and says what it found',
    (_what, trigger, service, found) => {
      const message = service === undefined ? { trigger } : { trigger, service };

      const resolution = resolveService(message, CATALOG, alarmsOf);

      expect(resolution).toMatchObject({
        result: 'unknown',
        found: expect.stringContaining(found) as string,
      });
    },
  );

  it("leaves alone an instance that is no service's", () => {
    expect(resolveService({ trigger: instance('i-2') }, CATALOG, alarmsOf)).toEqual({
      result: 'not-ours',
    });
  });

  it('names at most twenty services, and says how many more there are', () => {
    const names = Array.from({ length: 25 }, (_, index) => `service-${index}`);
    const catalog = { names, serviceOf: new Map<string, string>() };

    const resolution = resolveService({ trigger: REQUEST, service: 'x' }, catalog, () => []);

    expect(resolution).toMatchObject({
      expected: expect.stringMatching(/service-19 and 5 more$/) as string,
    });
  });
});
