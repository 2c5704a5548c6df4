import { startMotoServer, type MotoServer } from '@understudy/leases/moto-server';
import { blueprint } from './world/blueprint.ts';
import { createRunnerWorld, makeBucket, type RunnerWorld } from './world/runner-world.ts';
import { s3At } from './world/buckets.ts';

let moto: MotoServer;
let world: RunnerWorld;

beforeAll(async () => {
  moto = await startMotoServer();
  const endpoint = `http://127.0.0.1:${moto.port}`;
  await makeBucket(s3At(endpoint));
  world = await createRunnerWorld(endpoint);
});

afterAll(async () => {
  await world.close();
  await moto.stop();
});

describe('an apply', () => {
  it('builds what the blueprint says, then finds nothing to do', async () => {
    const archive = await world.upload(blueprint());

    const first = await world.run(archive);
    const second = await world.run(archive);

    expect(first).toMatchObject({
      outcome: 'applied',
      counts: { add: 2, change: 0, destroy: 0, replace: 0 },
      outputs: { cluster_name: 'konecta-erp-dev-dr in eu-west-1' },
      left: [],
      state: { serial: 1 },
    });
    expect(second).toMatchObject({ outcome: 'unchanged', state: first.state });
  });
});
