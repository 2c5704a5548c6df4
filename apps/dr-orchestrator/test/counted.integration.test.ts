import { createRegionScene } from '@understudy/fault-simulation';

import { packageOf } from './scenes.ts';

const ORCHESTRATOR = 'understudy-dev-dr-orchestrator';

describe('the end of a run, by the packaged function', () => {
  it('is counted once by its outcome, with its reason and its time since the trigger', async () => {
    const at = await createRegionScene({
      packages: { recovery: packageOf('recovery') },
      settlingSeconds: 70,
    });
    const executions = at.executions().length;

    await at.invokeEntry({});
    await at.pass(30);

    expect(at.executions()).toHaveLength(executions + 1);
    const counted = at.aws.logs
      .lines(ORCHESTRATOR)
      .filter(({ text }) => text.includes('"_aws"'))
      .map(({ text }) => JSON.parse(text) as Record<string, unknown>);
    const { outcome } = (await at.incidents()).at(-1) ?? {};
    expect(counted).toMatchObject([
      { outcome: outcome?.name, reason: outcome?.reason, Outcome: 1 },
    ]);
    expect(counted[0]?.['DurationSeconds']).toBeLessThan(30);
  });
});
