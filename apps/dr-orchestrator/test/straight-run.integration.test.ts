import { regionScene } from './scenes.ts';

describe('debug', () => {
  it('runs', async () => {
    const at = await regionScene({ log: { info: (...a) => console.log(...a), warn: (...a) => console.log(...a), error: (...a) => console.log(...a) } });
    at.losePrimary();
    await at.pass(60);
    const begun = at.clock.now();
    const answer = await at.invokeEntry({ order: { kind: 'run', by: 'op', reason: 'test', force: true, id: 'o1' } });
    console.log(JSON.stringify(answer));
    await at.passUntil(() => at.executions().every((e) => !['STARTED','RUNNING'].includes(e.journal.status)), 3600);
    console.log((at.clock.now() - begun) / 1000, at.executions().map((e) => [e.name, e.journal.status, e.journal.operations?.length]));
    for (const i of await at.incidents()) {
      console.log(JSON.stringify(i, null, 1));
      for (const t of await at.timeline(i.id)) console.log(((t.atMilliseconds - begun)/1000).toFixed(0), t.step, t.sentence);
    }
    console.log(JSON.stringify(await at.plan(), null, 1));
    console.log(at.aws.logs.entries?.().slice?.(-10));
  });
});
