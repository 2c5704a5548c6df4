import type { ApiCallHook, CallVerdict } from '../src/composition/api-call-hook.ts';
import type { StackPackage } from '../src/deployment/read-package.ts';
import {
  deployRelay,
  HOUR,
  MINUTE,
  REGION,
  runToEnd,
  SECOND,
  START,
  type Relay,
} from './deployed-relay.ts';
import { packageFixture, PACKAGING_MS_MAX } from './package-fixture.ts';

let packaged: StackPackage;

beforeAll(() => {
  packaged = packageFixture('relay-service');
}, PACKAGING_MS_MAX);

function deploy(): Relay {
  return deployRelay(packaged);
}

/** The verdict for the first call of this operation only. */
function once(operation: string, verdict: CallVerdict): ApiCallHook {
  let struck = false;
  return (call) => {
    if (struck || call.operation !== operation) return 'continue';
    struck = true;
    return verdict;
  };
}

describe('faults inside a step', () => {
  it.each([
    ['crash-before', '1'],
    ['crash-after', '2'],
  ] as const)(
    '%s is retried by the service; the effect happens %s time(s)',
    async (verdict, tries) => {
      const relay = deploy();
      relay.aws.onApiCall(once('UpdateItem', verdict));

      relay.publish('hello');
      const status = await runToEnd(relay);

      expect(status).toBe('SUCCEEDED');
      expect(relay.tries()).toBe(tries);
      expect(relay.aws.region(REGION).lambda.invocations[1]?.result).toMatchObject({
        error: { errorType: 'Runtime.ExitError' },
      });
    },
  );

  it('an environment that is frozen for a while goes on where it was', async () => {
    const relay = deploy();
    relay.aws.onApiCall(once('UpdateItem', { freezeMilliseconds: 20 * SECOND }));

    relay.publish('hello');
    const status = await runToEnd(relay);

    expect(status).toBe('SUCCEEDED');
    expect(relay.tries()).toBe('1');
    expect(relay.written('hello')).toBeGreaterThan(START + 50 * SECOND);
  });

  it('an environment frozen beyond its time-out is replaced, and sends nothing any more', async () => {
    const relay = deploy();
    relay.aws.onApiCall(once('UpdateItem', { freezeMilliseconds: 2 * HOUR }));

    relay.publish('hello');
    const status = await runToEnd(relay);
    await relay.clock.advanceTo(START + 3 * HOUR);

    expect(status).toBe('SUCCEEDED');
    expect(relay.tries()).toBe('1');
  });

  it('a call given up an hour ago goes on after the thaw, too old to be accepted', async () => {
    const relay = deploy();
    relay.aws.onApiCall(once('UpdateItem', { freezeMilliseconds: 'until-next-invocation' }));
    const { lambda } = relay.aws.region(REGION);

    relay.publish('hello');
    await relay.clock.runUntil(() => lambda.invocations.length === 2, MINUTE);
    const first = relay.execution()?.arn ?? '';
    await relay.clock.advanceTo(START + 30 * SECOND);
    lambda.executions.stop(first);
    await relay.clock.advanceTo(START + HOUR);
    relay.publish('another');
    await relay.clock.advanceTo(START + HOUR + 2 * MINUTE);

    const late = relay.calls('UpdateItem').find(({ result }) => result === 'RequestExpired');
    expect(late?.call.cause).toMatchObject({ executionArn: first });
    expect(relay.written('hello')).toBeUndefined();
    expect(relay.written('another')).toBeDefined();
  });

  it('of two invocations of one execution the newer one has it', async () => {
    const relay = deploy();
    const { lambda } = relay.aws.region(REGION);

    relay.publish('hello');
    await relay.clock.runUntil(() => lambda.invocations.length === 2, MINUTE);
    lambda.executions.invokeAgain(relay.execution()?.arn ?? '');
    const status = await runToEnd(relay);

    expect(status).toBe('SUCCEEDED');
    expect(relay.calls('PutItem')).toHaveLength(1);
    expect(relay.calls('CheckpointDurableExecution').some(({ result }) => result !== 'ok')).toBe(
      true,
    );
  });
});
