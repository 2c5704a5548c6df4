import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { createScaledClock, systemClock, type Clock } from '@understudy/clock';
import type { LockRecord } from '@understudy/leases';
import { BACKENDS, type Backend } from './world/backends.ts';
import { blueprint, MAIN } from './world/blueprint.ts';
import { BUCKET } from './world/buckets.ts';
import { createRunnerWorld, type RunnerWorld } from './world/runner-world.ts';

const MINUTE_MS = 60_000;

/** A cluster that takes its time: while it is made, the state is locked. */
const SLOW = MAIN.replace(
  'input = "konecta-erp-dev-dr in ${terraform_data.network.output}"',
  `input = "konecta-erp-dev-dr"
  provisioner "local-exec" {
    command = "sleep 20"
  }`,
);

/** A clock that is ahead: what happened a moment ago is long past for who reads it. */
function later(milliseconds: number): Clock {
  return createScaledClock({ speed: 1, startMilliseconds: systemClock.now() + milliseconds });
}

describe.each(BACKENDS)('the lock of a state over %s', (_name, start) => {
  let backend: Backend;
  let world: RunnerWorld;
  const children: ChildProcess[] = [];

  beforeAll(async () => {
    backend = await start();
  });

  beforeEach(async () => {
    world = await createRunnerWorld(backend.endpoint);
  });

  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    await world.close();
  });

  afterAll(() => backend.stop());

  function readRecord() {
    const statePath = `${BUCKET}/${world.stateKey}`;
    return world.records.read({ plan: 'konecta-erp', statePath });
  }

  async function lockFile(): Promise<string | undefined> {
    const command = new GetObjectCommand({ Bucket: BUCKET, Key: `${world.stateKey}.tflock` });
    const found = await world.s3.send(command).catch(() => undefined);
    return found?.Body?.transformToString();
  }

  async function putLock(id: string, who = 'somebody@laptop'): Promise<void> {
    const content = {
      ID: id,
      Operation: 'OperationTypeApply',
      Info: '',
      Who: who,
      Version: '1.11.4',
      Created: new Date(systemClock.now() - MINUTE_MS).toISOString(),
      Path: `${BUCKET}/${world.stateKey}`,
    };
    await world.s3.send(
      new PutObjectCommand({
        Bucket: BUCKET,
        Key: `${world.stateKey}.tflock`,
        Body: JSON.stringify(content),
      }),
    );
  }

  function recordOf(change: Partial<LockRecord>): LockRecord {
    const now = systemClock.now();
    return {
      call: 'call-of-another',
      run: { plan: 'konecta-erp', incident: 'dr-9', step: 'build', owner: 'local:another' },
      statePath: `${BUCKET}/${world.stateKey}`,
      startedAtMilliseconds: now - MINUTE_MS,
      deadlineMilliseconds: now + MINUTE_MS,
      ...change,
    };
  }

  async function until(holds: () => Promise<boolean>): Promise<void> {
    for (let look = 0; look < 300; look++) {
      if (await holds()) return;
      await systemClock.sleep(100);
    }
    throw new TypeError('expected it to happen within 30 s');
  }

  it('is given back, and no record of a call is left', async () => {
    await world.run(await world.upload(blueprint(world.own)));

    expect(await lockFile()).toBeUndefined();
    expect(await readRecord()).toEqual({ seen: { lineage: expect.any(String), serial: 1 } });
  });

  it('held by a live run of ours is waited for; then it is said whose it is', async () => {
    const archive = await world.upload(blueprint({ ...world.own, 'main.tf': SLOW }));
    const stop = new AbortController();
    const first = world.run(archive, { stop: stop.signal });
    await until(async () => (await readRecord()).record?.lockId !== undefined);
    const second = await world.another();

    const answer = await second.run(archive, {
      request: { run: { ...world.identity, owner: 'local:two', incident: 'dr-two' } },
    });
    const known = (await readRecord()).record;
    stop.abort();
    await first;
    await second.close();

    expect(answer).toMatchObject({
      outcome: 'locked',
      lock: { id: known?.lockId, operation: 'OperationTypeApply', run: world.identity },
    });
    expect(answer.sentence).toContain(world.incident);
    expect(second.said().join()).toContain('works on the state');
  });

  it('is won by one of two runs that begin at once; the other builds nothing', async () => {
    const archive = await world.upload(blueprint(world.own));
    const second = await world.another();

    const answers = await Promise.all([
      world.run(archive),
      second.run(archive, { request: { run: { ...world.identity, owner: 'local:two' } } }),
    ]);
    await second.close();

    const outcomes = answers.map(({ outcome }) => outcome).sort();
    expect([
      ['applied', 'locked'],
      ['applied', 'unchanged'],
    ]).toContainEqual(outcomes);
    expect(await readRecord()).toMatchObject({ seen: { serial: 1 } });
  });

  it('of an owner that was killed is removed by its id, on proof, and not before', async () => {
    const archive = await world.upload(blueprint({ ...world.own, 'main.tf': SLOW }));
    const owner = spawnRunner(archive);
    // In the middle of the apply: the plan's own lock is given back before it.
    await until(async () => {
      const [lock = '', { record }] = await Promise.all([lockFile(), readRecord()]);
      return lock.includes('OperationTypeApply') && lock.includes(record?.lockId ?? 'none');
    });
    const lockId = (await readRecord()).record?.lockId;
    killWhole(owner);
    const fast = await world.upload(blueprint(world.own));
    const request = { run: { ...world.identity, owner: 'local:heir' }, untaintAllowed: [] };

    const soon = await world.run(fast, { request, outside: { clock: later(MINUTE_MS) } });
    const proved = await world.run(fast, { request, outside: { clock: later(10 * MINUTE_MS) } });

    expect(soon).toMatchObject({ outcome: 'locked', lock: { id: lockId } });
    expect(proved).toMatchObject({ outcome: 'applied' });
    expect(world.said()).toContain(`Removed the lock ${lockId ?? ''} by its id.`);
    expect(await lockFile()).toBeUndefined();
  });

  it('of somebody else asks a person, and stays', async () => {
    await putLock('11111111-2222-3333-4444-555555555555');

    const answer = await world.run(await world.upload(blueprint(world.own)));

    expect(answer).toMatchObject({
      outcome: 'asked',
      lock: { id: '11111111-2222-3333-4444-555555555555', who: 'somebody@laptop' },
    });
    expect(answer.lock?.run).toBeUndefined();
    expect(answer.next).toContain('terraform force-unlock 11111111-2222-3333-4444-555555555555');
    expect(await lockFile()).toContain('somebody@laptop');
    expect((await readRecord()).record).toBeUndefined();
  });

  it('that is not the one on record is not removed, though that run is long over', async () => {
    await putLock('99999999-0000-0000-0000-000000000000');
    const past = systemClock.now() - 60 * MINUTE_MS;
    await world.records.begin(
      recordOf({ deadlineMilliseconds: past, lockId: 'another-lock-of-an-hour-ago' }),
    );

    const answer = await world.run(await world.upload(blueprint(world.own)));

    expect(answer).toMatchObject({ outcome: 'asked' });
    expect(await lockFile()).toContain('99999999');
  });

  it('of an execution that is running is never removed, however old its record', async () => {
    await putLock('77777777-0000-0000-0000-000000000000');
    const past = systemClock.now() - 60 * MINUTE_MS;
    const owner = 'arn:aws:lambda:eu-west-1:123456789012:function:dr:1/durable-execution/a/b';
    await world.records.begin(
      recordOf({
        run: { plan: 'konecta-erp', incident: 'dr-9', step: 'build', owner },
        deadlineMilliseconds: past,
        lockId: '77777777-0000-0000-0000-000000000000',
      }),
    );
    const archive = await world.upload(blueprint(world.own));

    const running = await world.run(archive);
    const over = await world.run(archive, {
      outside: { functions: { status: async () => 'failed' } },
    });

    expect(running).toMatchObject({ outcome: 'locked', lock: { run: { owner } } });
    expect(over).toMatchObject({ outcome: 'applied' });
    expect(await lockFile()).toBeUndefined();
  });

  it('that was lost to another run stops the child in time', async () => {
    const archive = await world.upload(blueprint({ ...world.own, 'main.tf': SLOW }));
    const clock = createScaledClock({ speed: 20, startMilliseconds: systemClock.now() });
    const endingTimes = { graceMilliseconds: MINUTE_MS, answerMilliseconds: MINUTE_MS };
    const running = world.run(archive, {
      outside: { clock, endingTimes },
      withinMilliseconds: 20 * MINUTE_MS,
    });
    await until(async () => (await readRecord()).record?.lockId !== undefined);
    await until(async () => world.said().includes('terraform_data.cluster: Creating...'));
    const { record } = await readRecord();
    if (record === undefined) throw new TypeError('expected a record');
    await world.records.begin(recordOf({}), record);

    const answer = await running;

    expect(answer).toMatchObject({ outcome: 'interrupted', left: ['terraform_data.cluster'] });
    expect(await lockFile()).toBeUndefined();
  });

  it('keeps a rehearsal from nothing, and a rehearsal takes none', async () => {
    await putLock('11111111-2222-3333-4444-555555555555');

    const answer = await world.run(await world.upload(blueprint(world.own)), {
      request: { verb: 'rehearse' },
    });

    expect(answer).toMatchObject({ outcome: 'checked', counts: { add: 2 } });
    expect(answer.findings).toContainEqual(
      expect.objectContaining({ check: 'state lock', mark: 'failed' }),
    );
    const key = `${world.stateKey}.tflock`;
    await world.s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: key }));
  });

  /** The runner as a process of its own: as the Fargate task is. */
  function spawnRunner(archive: Parameters<RunnerWorld['request']>[0]): ChildProcess {
    mkdirSync(path.join(world.workDirectory, 'owner'));
    const main = path.join(__dirname, '../src/fargate/main.ts');
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main], {
      env: world.environment({
        UNDERSTUDY_WORK_DIRECTORY: path.join(world.workDirectory, 'owner'),
        UNDERSTUDY_REQUEST: JSON.stringify(world.request(archive)),
        UNDERSTUDY_CALLBACK_TOKEN: 'nobody-waits',
      }),
      stdio: 'ignore',
    });
    children.push(child);
    return child;
  }

  /** SIGKILL to the runner and to what it started: as a machine that goes. */
  function killWhole(runner: ChildProcess): void {
    runner.kill('SIGKILL');
    world.killLeftBehind();
  }
});
