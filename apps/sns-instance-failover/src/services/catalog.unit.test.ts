import { aLook, aService } from '../../test/looks.ts';
import { readCatalog, readExcluded } from './catalog.ts';

function tagged(names: readonly string[]) {
  const instance = aLook().members.primary.instance;
  const instances = names.flatMap((Name, index) =>
    instance ? [{ ...instance, id: `i-${index}`, tags: { Name } }] : [],
  );
  return { describeInstances: async () => instances };
}

describe('readCatalog', () => {
  it('finds services by the names of their members, without any configuration', async () => {
    const ec2 = tagged(['video-relay-primary', 'video-relay-backup', 'chat-backup', 'bastion']);

    const { names, serviceOf } = await readCatalog(ec2, {
      configuredServices: [],
      definitionOf: () => aService(),
    });

    expect(names).toEqual(['chat', 'video-relay']);
    expect([...serviceOf]).toEqual([
      ['i-0', 'video-relay'],
      ['i-1', 'video-relay'],
      ['i-2', 'chat'],
    ]);
  });

  it.each([
    ['a space', 'my app-primary'],
    ['an emoji', '🔥-primary'],
    ['nothing', '-primary'],
    ['64 characters', `${'s'.repeat(64)}-primary`],
  ])('leaves out a name that could name no execution: %s', async (_what, name) => {
    const { names, serviceOf } = await readCatalog(tagged([name]), {
      configuredServices: [],
      definitionOf: () => aService(),
    });

    expect(names).toEqual([]);
    expect(serviceOf.size).toBe(0);
  });

  it('takes the names of members that the configuration gives, and no others', async () => {
    const memberNames = { primary: 'sig-a', backup: 'sig-b' };

    const { names, serviceOf } = await readCatalog(tagged(['sig-b', 'chat-primary']), {
      configuredServices: ['signaling'],
      definitionOf: () => aService({ memberNames }),
    });

    expect(names).toEqual(['signaling']);
    expect([...serviceOf]).toEqual([['i-0', 'signaling']]);
  });
});

describe('readExcluded', () => {
  it('finds what is named like a member and does not carry the tag', async () => {
    const instance = aLook().members.primary.instance;
    if (!instance) throw new TypeError('expected an instance');
    const named = (id: string, Name: string, managed?: string, state = instance.state) => ({
      ...instance,
      id,
      state,
      tags: { Name, ...(managed === undefined ? {} : { 'understudy:managed': managed }) },
    });
    const asked: unknown[] = [];
    const ec2 = {
      describeInstances: async (query: unknown) => {
        asked.push(query);
        return [
          named('i-1', 'chat-primary'),
          named('i-2', 'chat-backup', 'false'),
          named('i-3', 'media-primary', 'true'),
          named('i-4', 'old-primary', undefined, 'terminated'),
          named('i-5', '-primary'),
        ];
      },
    };

    const excluded = await readExcluded(ec2, {
      configuredServices: [],
      definitionOf: () => aService(),
    });

    expect(excluded.map(({ id }) => id)).toEqual(['i-1', 'i-2']);
    expect(asked).toEqual([{ nameEnds: ['-primary', '-backup'] }]);
  });

  it('asks for the members that are configured, where any are', async () => {
    const asked: unknown[] = [];
    const ec2 = { describeInstances: async (query: unknown) => (asked.push(query), []) };

    await readExcluded(ec2, { configuredServices: ['signaling'], definitionOf: () => aService() });

    expect(asked).toEqual([{ names: ['signaling-primary', 'signaling-backup'] }]);
  });
});
