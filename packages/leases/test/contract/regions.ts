import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { systemClock } from '@understudy/clock';
import { createRegionRecords, LOOKS_KEPT_MAX, type RegionLook } from '../../src/index.ts';
import { KEY, NOW, outcomeOf, type Subject } from './subject.ts';

const OBSERVER = { plan: 'konecta-erp', observer: 'witness', region: 'eu-central-1' };

/** What regions say to each other through the table: observations, and surrenders. */
export function regionsContract(subject: () => Subject): void {
  const records = () => createRegionRecords({ ...subject(), clock: systemClock });

  it('keeps what an observer saw, newest last, and no more than its limit', async () => {
    for (let minute = 0; minute < LOOKS_KEPT_MAX + 2; minute++) {
      await records().addLook(OBSERVER, aLook(minute));
    }

    const [observation, ...others] = await records().readObservations('konecta-erp');

    expect(others).toEqual([]);
    expect(observation).toMatchObject(OBSERVER);
    expect(observation?.looks).toHaveLength(LOOKS_KEPT_MAX);
    expect(observation?.looks.at(-1)).toEqual(aLook(LOOKS_KEPT_MAX + 1));
  });

  it('lets an older look, or the same again, change nothing', async () => {
    await records().addLook(OBSERVER, aLook(2));

    await records().addLook(OBSERVER, aLook(1));
    await records().addLook(OBSERVER, { ...aLook(2), sensors: [] });

    const [observation] = await records().readObservations('konecta-erp');
    expect(observation?.looks).toEqual([aLook(2)]);
  });

  it('keeps both looks of two writers at once', async () => {
    const first = records().addLook(OBSERVER, aLook(1));
    await Promise.allSettled([first, records().addLook(OBSERVER, aLook(2))]);

    const [observation] = await records().readObservations('konecta-erp');
    expect(observation?.looks.at(-1)).toEqual(aLook(2));
  });

  it('forgets what was seen from another region under the same name', async () => {
    await records().addLook(OBSERVER, aLook(1));

    await records().addLook({ ...OBSERVER, region: 'eu-west-3' }, aLook(2));

    const [observation] = await records().readObservations('konecta-erp');
    expect(observation).toMatchObject({ region: 'eu-west-3', looks: [aLook(2)] });
  });

  it('takes a damaged observation for none, and cuts words that are too long', async () => {
    const { client, table } = subject();
    await client.send(
      new PutItemCommand({
        TableName: table,
        Item: { pk: { S: 'observation#konecta-erp' }, sk: { S: 'observer' }, looks: { S: 'x' } },
      }),
    );
    const long = { ...aLook(1).control, words: 'x'.repeat(100_000) };
    await records().addLook(OBSERVER, { ...aLook(1), control: long });

    const observations = await records().readObservations('konecta-erp');

    expect(observations.map(({ observer }) => observer)).toEqual(['witness']);
    expect(observations[0]?.looks[0]?.control.words.length).toBeLessThan(600);
  });

  it('keeps what a guard has seen, and nothing older over it', async () => {
    const seen = (minute: number, epoch = 2) => ({
      epoch,
      region: 'us-east-1',
      atMilliseconds: NOW + minute * 60_000,
      parts: { database: { verdict: 'fenced', words: 'closed', atMilliseconds: NOW } } as const,
      notes: { closedAt: NOW },
    });
    const before = await records().readGuard('konecta-erp');
    const first = await records().saveGuard('konecta-erp', seen(1));
    const older = await records().saveGuard('konecta-erp', seen(0));
    const former = await records().saveGuard('konecta-erp', seen(5, 1));
    const next = await records().saveGuard('konecta-erp', {
      ...seen(2),
      returnedAtMilliseconds: NOW,
    });
    await records().saveGuard('konecta-erp', seen(3));

    expect([before, first, older, former, next]).toEqual([
      undefined,
      'saved',
      'newer-found',
      'newer-found',
      'saved',
    ]);
    expect(await records().readGuard('konecta-erp')).toEqual(expect.objectContaining(seen(3)));
  });

  it('shows a surrender with the record of the service, until it is withdrawn', async () => {
    await records().surrender(aSurrender());
    const during = await subject().store.readService(KEY);
    await records().withdrawSurrender(aSurrender());
    const after = await subject().store.readService(KEY);

    expect(during.surrendered).toMatchObject(aSurrender());
    expect(after.surrendered).toBeUndefined();
  });

  it('refuses what comes late: an older order, and a surrender after its withdrawal', async () => {
    await records().surrender(aSurrender({ term: 5 }));
    const older = await outcomeOf(records().withdrawSurrender(aSurrender({ term: 4 })));
    await records().withdrawSurrender(aSurrender({ term: 5 }));
    const late = await outcomeOf(records().surrender(aSurrender({ term: 5 })));
    await records().surrender(aSurrender({ term: 6 }));

    expect([older, late]).toEqual(['OrderOutdated', 'OrderOutdated']);
    expect((await subject().store.readService(KEY)).surrendered?.term).toBe(6);
  });

  it('remembers a withdrawal of what never arrived: it must not arrive later', async () => {
    await records().withdrawSurrender(aSurrender());

    const late = await outcomeOf(records().surrender(aSurrender()));

    expect(late).toBe('OrderOutdated');
  });
}

function aLook(minute: number): RegionLook {
  return {
    atMilliseconds: NOW + minute * 60_000,
    control: { sensor: 'control', result: 'yes', words: 'reached' },
    sensors: [{ sensor: 'database', result: 'no-answer', words: 'TimedOut' }],
  };
}

function aSurrender(change: { readonly term?: number } = {}) {
  return {
    key: KEY,
    plan: 'konecta-erp',
    epoch: 2,
    term: 3,
    toRegion: 'eu-west-1',
    incident: 'dr-1',
    reason: 'us-east-1 is lost',
    atMilliseconds: NOW,
    ...change,
  };
}
