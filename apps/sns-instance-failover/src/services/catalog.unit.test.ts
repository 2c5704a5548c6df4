import { aLook, aService } from '../../test/looks.ts';
import { readCatalog } from './catalog.ts';

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
