import type { ApiCall } from '@understudy/aws-simulator';
import type { Scene } from '@understudy/fault-simulation';

import { scene } from './packaged.ts';

/** From the death of a run to being served again (design, sections 4 and 17). */
const SERVED_AGAIN_WITHIN_SECONDS = 7 * 60;

/** From when it gets no further to its stop by the reconciler. */
const STOPPED_WITHIN_SECONDS = 5 * 60;

type Call = Omit<ApiCall, 'requestId'>;

describe('a run that ends after its fence', () => {
  it.each([
    ['before its start is sent', 'crash-before'],
    ['after its start was sent', 'crash-after'],
  ] as const)('and %s is taken up within seven minutes, by the same incident', async (_w, side) => {
    const at = await failingScene();
    const died = await endAt(at, isStart, side);

    const seconds = await secondsUntilServed(at, died.atMilliseconds);
    await at.pass(300);

    expect(seconds).toBeLessThanOrEqual(SERVED_AGAIN_WITHIN_SECONDS);
    process.stdout.write(`served ${seconds.toFixed(0)} s after the death ${side}\n`);
    const failover = (await at.incidents()).find(({ outcome }) => outcome?.name === 'completed');
    expect(failover?.executions.length).toBeGreaterThan(1);
    expect(failover?.executions[0]).toBe(died.executionArn);
    await expectFailedOver(at);
  });

  it('is taken up though the service has forgotten it', async () => {
    const at = await failingScene();
    const died = await endAt(at, isStart, 'crash-after');
    at.region.lambda.executions.forget(died.executionArn);

    const seconds = await secondsUntilServed(at, died.atMilliseconds);
    await at.pass(300);

    expect(seconds).toBeLessThanOrEqual(SERVED_AGAIN_WITHIN_SECONDS);
    await expectFailedOver(at);
  });

  it.each([
    ['before it takes its turn', (): boolean => true],
    ['once it has taken its turn', ({ service }: Call): boolean => service !== 'dynamodb'],
  ])(
    'and dies at every further try %s is stopped, and taken up within seven minutes',
    async (_, dies) => {
      const at = await failingScene();
      const dying = await dieForever(at, dies);
      await at.clock.runUntil(() => isStopped(at, dying), 3_600_000);
      const stoppedAt = at.clock.now();

      const seconds = await secondsUntilServed(at, dying.atMilliseconds);
      await at.pass(300);

      expect(stoppedAt - dying.atMilliseconds).toBeLessThanOrEqual(STOPPED_WITHIN_SECONDS * 1_000);
      expect(seconds).toBeLessThanOrEqual(SERVED_AGAIN_WITHIN_SECONDS);
      process.stdout.write(
        `stopped after ${(stoppedAt - dying.atMilliseconds) / 1_000} s, served after ${seconds} s\n`,
      );
      await expectFailedOver(at);
    },
  );

  it('and dies whenever its start is sent is stopped, and its last start is waited for', async () => {
    const at = await failingScene();
    const dying = await dieForever(at, isStart);
    await at.clock.runUntil(() => isStopped(at, dying), 3_600_000);
    const { lease } = await at.record();
    const sendBy = Math.max(...lease.unsettled.map((intent) => intent.sendByMilliseconds));

    await secondsUntilServed(at, dying.atMilliseconds);
    const servedAt = at.clock.now();
    await at.pass(300);

    expect(lease.unsettled.length).toBeGreaterThan(1);
    expect(servedAt).toBeGreaterThan(sendBy + 300_000);
    expect(servedAt).toBeLessThanOrEqual(sendBy + SERVED_AGAIN_WITHIN_SECONDS * 1_000);
    await expectFailedOver(at);
  });
});

describe('a run that is declared over while it goes on', () => {
  it('and was stopped by a person changes nothing more, and its calls are waited for', async () => {
    const at = await failingScene();
    const frozen = await freezeAt(at, isStart, 90_000);

    at.region.lambda.executions.stop(frozen.executionArn);
    await at.pass(900);

    const starts = at.changes(frozen.atMilliseconds).filter(({ call }) => isStart(call));
    expect(starts.filter(({ effective }) => effective)).toHaveLength(1);
    await expectFailedOver(at);
  });

  it('in the table is taken over only when its intent can no longer arrive', async () => {
    const at = await failingScene();
    const frozen = await freezeAt(at, isStart, 3_600_000);
    const { lease } = await at.record();
    const sendBy = Math.max(...lease.unsettled.map((intent) => intent.sendByMilliseconds));

    await at.during(
      at.store.declareOver(`service#${at.pair.name}`, lease.term, {
        by: 'operator',
        reason: 'it hangs',
        atMilliseconds: at.clock.now(),
      }),
    );
    const taken = await at.clock.runUntil(
      () => startsSince(at, frozen.atMilliseconds) > 0,
      900_000,
    );
    const takenAt = at.clock.now();
    await at.pass(3_700);

    expect(taken).toBe(true);
    expect(takenAt).toBeGreaterThan(sendBy + 300_000);
    await expectFailedOver(at);
  });
});

describe('an owner that cannot be asked', () => {
  it('that is local is never taken before its deadline, and is when it is silent', async () => {
    const at = await scene();
    const deadline = at.clock.now() + 1_200_000;
    const opened = await at.during(
      at.store.open({
        key: `service#${at.pair.name}`,
        owner: { kind: 'local', id: 'laptop', person: 'operator' },
        turnDeadlineMilliseconds: deadline,
        incidentId: 'laptop-incident',
        trigger: { what: 'run by hand', execution: 'laptop' },
        nowMilliseconds: at.clock.now(),
      }),
    );
    if (opened.result === 'busy' || opened.result === 'joined')
      throw new TypeError(`expected the lease, found ${opened.result}`);
    await at.during(
      at.store.recordIntent(
        opened.hold,
        {
          phase: 'fence',
          call: 'ec2:StopInstances',
          on: [at.pair.primaryId],
          from: 'running',
          to: 'stopped',
          sendByMilliseconds: at.clock.now() + 10_000,
        },
        [],
      ),
    );
    at.jupiter.ec2.fault(at.pair.primaryId, 'crash');

    await at.clock.advanceTo(deadline);
    const before = await at.record();
    await at.pass(SERVED_AGAIN_WITHIN_SECONDS);

    expect(before.lease.owner).toMatchObject({ kind: 'local', id: 'laptop' });
    expect(at.changes().filter((entry) => entry.at <= deadline)).toEqual([]);
    await expectFailedOver(at);
  });

  it('that runs is never taken, however long it is silent, when it cannot be stopped', async () => {
    const at = await failingScene();
    const begun = at.clock.now();
    const dying = await dieForever(at, () => true);
    at.aws.world.faults.add({
      name: 'nothing can be stopped',
      operation: 'StopDurableExecution',
      fault: { kind: 'error', code: 'InternalFailure', status: 500, when: 'before' },
    });

    await at.pass(3_000);

    const { lease } = await at.record();
    expect(lease.owner).toMatchObject({ executionArn: dying.executionArn });
    expect(startsSince(at, begun)).toBe(0);
    expect(await at.violations()).toEqual([]);
  });

  it.each([
    ['at once', 1_000],
    ['in pages', 5],
  ])('that gets on is not stopped, however long it takes, its journal told %s', async (_, page) => {
    const at = await scene({ jupiter: { quickAlarms: true } });
    at.region.lambda.executions.pages.limit(page);
    // Neither side gets healthy: each is waited for until its time is out, one after the other.
    at.jupiter.ec2.fault(at.pair.backupId, 'app-dead', { persistent: true });
    at.jupiter.ec2.fault(at.pair.primaryId, 'app-dead', { persistent: true });

    await at.pass(1_800);

    const longest = Math.max(
      ...at.region.lambda.executions
        .all()
        .map(({ journal }) => (journal.endedAtMilliseconds ?? NaN) - journal.startedAtMilliseconds),
    );
    expect(longest).toBeGreaterThan(STOPPED_WITHIN_SECONDS * 1_000);
    expect(callsOf(at, 'StopDurableExecution')).toEqual([]);
    expect(await at.violations()).toEqual([]);
  });
});

function isStart(call: Pick<Call, 'operation' | 'input'>): boolean {
  return call.operation === 'StartInstances' && !(call.input as { DryRun?: boolean }).DryRun;
}

async function failingScene(): Promise<Scene> {
  const at = await scene({ jupiter: { quickAlarms: true } });
  at.jupiter.ec2.fault(at.pair.primaryId, 'crash');
  return at;
}

interface Ended {
  readonly executionArn: string;
  readonly atMilliseconds: number;
}

/** Meets the first such call of an execution, once. */
async function meet(
  at: Scene,
  which: (call: Call) => boolean,
  verdict: ReturnType<Parameters<Scene['aws']['onApiCall']>[0]>,
): Promise<Ended> {
  let met: Ended | undefined;
  at.aws.onApiCall((call) => {
    const arn = call.cause.kind === 'invocation' ? call.cause.executionArn : undefined;
    if (met || arn === undefined || !which(call)) return 'continue';
    met = { executionArn: arn, atMilliseconds: at.clock.now() };
    return verdict;
  });
  await at.clock.runUntil(() => met !== undefined, 300_000);
  if (!met) throw new TypeError('expected such a call, found none');
  return met;
}

/** The execution ends there, for good. */
async function endAt(
  at: Scene,
  which: (call: Call) => boolean,
  side: 'crash-before' | 'crash-after',
): Promise<Ended> {
  const met = await meet(at, which, side);
  at.region.lambda.executions.stop(met.executionArn);
  return met;
}

function freezeAt(at: Scene, which: (call: Call) => boolean, milliseconds: number): Promise<Ended> {
  return meet(at, which, { freezeMilliseconds: milliseconds });
}

/** The execution lives, and each of its invocations dies at such a call. */
async function dieForever(at: Scene, dies: (call: Call) => boolean): Promise<Ended> {
  const met = await meet(at, isStart, 'crash-before');
  at.aws.onApiCall((call) =>
    call.cause.kind === 'invocation' && call.cause.executionArn === met.executionArn && dies(call)
      ? 'crash-before'
      : 'continue',
  );
  return met;
}

function isStopped(at: Scene, { executionArn }: Ended): boolean {
  const execution = at.region.lambda.executions.all().find(({ arn }) => arn === executionArn);
  return execution?.journal.status === 'STOPPED';
}

function callsOf(at: Scene, operation: string): readonly unknown[] {
  return at.aws.world.log.entries.filter(
    (entry) => entry.kind === 'call' && entry.call.operation === operation,
  );
}

async function secondsUntilServed(at: Scene, sinceMilliseconds: number): Promise<number> {
  const serves = (): boolean =>
    at.region.elbv2.routable(at.pair.targetGroupName).join() === at.pair.backupId;
  await at.clock.runUntil(serves, 2 * SERVED_AGAIN_WITHIN_SECONDS * 1_000);
  return (at.clock.now() - sinceMilliseconds) / 1_000;
}

function startsSince(at: Scene, milliseconds: number): number {
  return at.changes(milliseconds).filter(({ call, effective }) => effective && isStart(call))
    .length;
}

async function expectFailedOver(at: Scene): Promise<void> {
  const { state, lease } = await at.record();
  expect(state).toMatchObject({ active: 'backup', epoch: 2 });
  expect(lease.owner).toBeUndefined();
  expect(at.region.elbv2.routable(at.pair.targetGroupName)).toEqual([at.pair.backupId]);
  expect(await at.violations()).toEqual([]);
}
