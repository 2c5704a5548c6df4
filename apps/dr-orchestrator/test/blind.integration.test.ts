import { observingScene, type ObservingScene } from './observing-scene.ts';
import { recoveries } from './stories.ts';

const SETTLING_SECONDS = 250;
const CONTROL = 'https://control.example/';

/** The words of the rehearsal's look at the outage: what the observers together see. */
async function seen(at: ObservingScene): Promise<string> {
  const { body } = await at.invokeEntry({ test: true });
  const checks = body['checks'] as { step: string; findings: { words: string }[] }[];
  return checks.find(({ step }) => step === 'outage')?.findings[0]?.words ?? '';
}

describe('observers that cannot see', () => {
  it('begin nothing while the network of one of them is broken, also when they are ordered', async () => {
    const network = { broken: false };
    const at = await observingScene({
      settlingSeconds: SETTLING_SECONDS,
      plan: (yaml) => `${yaml}\nobserving:\n  control: ${CONTROL}\n`,
      http: (served, fromRegion) => ({
        async get(url, options) {
          if (url !== CONTROL) return served.get(url, options);
          return network.broken && fromRegion === 'eu-west-1'
            ? { answered: false, why: 'no route' }
            : { answered: true, status: 200, bodyStart: '' };
        },
      }),
    });
    network.broken = true;
    at.losePrimary();
    await at.pass(900);
    const words = await seen(at);
    await at.invokeEntry({});
    await at.pass(900);

    expect(words).toContain("observer (eu-west-1) cannot reach its own region's control");
    expect(at.changed()).toEqual([]);
  });

  it('begin nothing on a witness whose last look is older than its limit', async () => {
    const at = await observingScene({ settlingSeconds: SETTLING_SECONDS });
    const rules = await at.asPerson<{ Rules?: { Name?: string }[] }>(
      'events',
      'ListRules',
      {},
      'witness',
    );
    for (const { Name } of rules.Rules ?? []) {
      await at.asPerson('events', 'DisableRule', { Name }, 'witness');
    }
    at.losePrimary();
    await at.pass(1_200);

    expect(await seen(at)).toContain('witness (eu-central-1) has no fresh look');
    expect(recoveries(at)).toEqual([]);
    expect(at.changed()).toEqual([]);
  });
});
