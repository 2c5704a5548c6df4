import path from 'node:path';

import type { Scene } from '@understudy/fault-simulation';

import { createSourceFunctions } from '../src/simulation/index.ts';
import { scene } from './packaged.ts';

const sourceFunctions = createSourceFunctions({ root: path.resolve(__dirname, '../../..') });

/** What the functions did to the user's resources, and when. */
function storyOf(at: Scene): readonly string[] {
  return at.changes().map(({ at: time, call, result }) => `${time} ${call.operation} ${result}`);
}

async function tell(fault: 'crash' | 'hang' | 'app-dead', fromSource: boolean): Promise<Scene> {
  const at = await scene({
    jupiter: { quickAlarms: true },
    ...(fromSource ? { sourceFunctions } : {}),
  });
  at.jupiter.ec2.fault(at.pair.primaryId, fault);
  await at.pass(600);
  return at;
}

describe('the functions from source', () => {
  it.each(['crash', 'hang', 'app-dead'] as const)(
    'do what the packaged ones do, at the same times, after: %s',
    async (fault) => {
      const packaged = await tell(fault, false);

      const fromSource = await tell(fault, true);

      expect(storyOf(fromSource)).toEqual(storyOf(packaged));
      expect(storyOf(fromSource)).not.toEqual([]);
      expect(await fromSource.incidents()).toEqual(await packaged.incidents());
      expect(await fromSource.violations()).toEqual([]);
    },
  );

  it('tell people once, also when a repeated stop takes five minutes to settle', async () => {
    const at = await tell('hang', true);
    const publications = at.aws.world.log.entries.filter(
      (entry) => entry.kind === 'call' && entry.call.operation === 'Publish',
    );

    const { lease } = await at.record();

    expect(publications).toHaveLength(1);
    expect(lease.owner).toBeUndefined();
  });
});
