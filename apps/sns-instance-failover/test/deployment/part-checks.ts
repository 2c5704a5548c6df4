import { deployed, type Deployed } from './deployed-scenes.ts';
import { layeredScene } from './layered-scene.ts';
import { checkRequests } from './refused-requests.ts';

/** What a deployment is judged by: the sentences that turned out false; none when it works. */
export type Check = (stack: Deployed) => Promise<readonly string[]>;

type Expectation = readonly [sentence: string, holds: boolean];

function falseOnes(expectations: readonly Expectation[]): readonly string[] {
  return expectations.filter(([, holds]) => !holds).map(([sentence]) => sentence);
}

/** Design, section 4, rule 3. */
const TAKEN_UP_SECONDS_MAX = 420;

/** An alarm's minute, its window, machines that move in seconds, and room. */
const REPLACED_SECONDS_MAX = 180;

/** Longer than the schedule that keeps the functions warm. */
const SILENCE_SECONDS = 310;

/** Fewer than any failover journals. */
const PAGE_OPERATIONS = 5;

const FUNCTION = 'understudy-prod-instance-failover';

/** Each is the smallest scene that would notice the parts that name it. */
export const CHECKS = {
  'an alarm that SNS alone delivers is routed, and the router keeps its log': async (stack) => {
    const at = await deployed(stack);
    at.region.events.addFault({ name: 'EventBridge is out', isLost: true });
    await at.raiseAlarm();
    return falseOnes([
      ['an execution was started for the alarm', at.triggers().includes('alarm')],
      ['the router left a log', at.aws.logs.lines('understudy-prod-alarm-router').length > 0],
    ]);
  },

  'an alarm that EventBridge alone delivers is routed': async (stack) => {
    const at = await deployed(stack);
    at.region.sns.addFault({ name: 'SNS is out', isLost: true });
    await at.raiseAlarm();
    return falseOnes([['an execution was started for the alarm', at.triggers().includes('alarm')]]);
  },

  'a stopped instance is noticed without an alarm': async (stack) => {
    const at = await deployed(stack);
    at.jupiter.ec2.fault(at.pair.primaryId, 'crash');
    await at.pass(30);
    return falseOnes([
      ['an execution was started for the instance', at.triggers().includes('instance-state')],
    ]);
  },

  'a refused message is kept': async (stack) => {
    const at = await deployed(stack);
    await at.invokeRouter({ service: 'nobody' }).catch(() => undefined);
    return falseOnes([
      [
        'the refused queue holds it',
        at.region.sqs.messages('understudy-prod-refused').length === 1,
      ],
    ]);
  },

  'a delivery that fails for good is kept': async (stack) => {
    const at = await deployed(stack);
    at.failCalls('lambda', 'Invoke', 'understudy-prod-alarm-router');
    at.region.events.addFault({ name: 'EventBridge is out', isLost: true });
    await at.raiseAlarm();
    await at.pass(240);
    return falseOnes([
      [
        'the dead-letter queue holds it',
        at.region.sqs.messages('understudy-prod-dead-letters').length > 0,
      ],
    ]);
  },

  'a sweep that fails is not repeated: the next minute looks again': async (stack) => {
    const at = await deployed(stack);
    at.failCalls('ec2', 'DescribeInstances', 'understudy-prod-reconciler');
    await at.pass(200);
    const sweeps = at.region.lambda.invocations.filter(
      ({ functionName }) => functionName === 'understudy-prod-reconciler',
    );
    return falseOnes([['one sweep a minute', sweeps.length <= 4]]);
  },

  'the reconciler alone adopts a new pair, and keeps its log': async (stack) => {
    const at = await deployed(stack);
    await at.pass(130);
    const { state } = await at.record();
    return falseOnes([
      ['the primary is in charge', state?.active === 'primary'],
      ['it said what it saw', at.deviations().join() === 'new-service'],
      ['it left a log', at.aws.logs.lines('understudy-prod-reconciler').length > 0],
      ['no execution failed', at.executionsFailed() === 0],
    ]);
  },

  'an open incident is told of, and looked at again': async (stack) => {
    const at = await deployed(stack, { settled: true });
    at.jupiter.ec2.fault(at.pair.backupId, 'terminate');
    at.jupiter.ec2.fault(at.pair.primaryId, 'crash');
    await at.passUntil(200, () => at.told() > 0 && at.deviations().includes('open-incident'));
    return falseOnes([
      ['the reconciler saw it', at.deviations().includes('open-incident')],
      ['people were told', at.told() > 0],
    ]);
  },

  'router and failover are warm when an alarm comes after a silence': async (stack) => {
    const at = await deployed(stack);
    at.region.lambda.pool.drop();
    await at.pass(SILENCE_SECONDS);
    const since = at.clock.now();
    await at.raiseAlarm();
    const isFirstCold = (name: string) =>
      at.region.lambda.invocations.find(
        ({ functionName, startedAt }) => functionName === name && startedAt >= since,
      )?.cold;
    return falseOnes([
      ["the router's environment was there", isFirstCold('understudy-prod-alarm-router') === false],
      ["the failover's environment was there", isFirstCold(FUNCTION) === false],
    ]);
  },

  'a run whose invocations only die is stopped by the reconciler': async (stack) => {
    const at = await deployed(stack, { settled: true });
    let dying: string | undefined;
    at.aws.onApiCall(({ cause }) => {
      const arn = cause.kind === 'invocation' ? cause.executionArn : undefined;
      // The first to change something holds the lease.
      dying ??= at.changes().length > 0 ? arn : undefined;
      return arn !== undefined && arn === dying ? 'crash-before' : 'continue';
    });
    at.jupiter.ec2.fault(at.pair.primaryId, 'hang');
    const stopped = () =>
      at.region.lambda.executions
        .all()
        .some(({ arn, journal }) => arn === dying && journal.status === 'STOPPED');
    await at.passUntil(TAKEN_UP_SECONDS_MAX + 200, stopped);
    return falseOnes([['it was stopped', stopped()]]);
  },

  'a run that died is taken up by the reconciler alone': async (stack) => {
    const at = await deployed(stack, { settled: true });
    const stop = at.aws.onApiCall(({ operation, cause }) => {
      if (operation !== 'StartInstances' || cause.kind !== 'invocation') return 'continue';
      stop();
      at.region.sns.addFault({ name: 'SNS is out', isLost: true });
      at.region.events.addFault({ name: 'events are lost', source: 'alarm-router', isLost: true });
      at.region.lambda.executions.stop(cause.executionArn ?? '');
      return 'crash-before';
    });
    at.jupiter.ec2.fault(at.pair.primaryId, 'crash');
    const taken = async () => (await at.record()).state?.active === 'backup';
    await at.passUntil(TAKEN_UP_SECONDS_MAX, taken);
    return falseOnes([['the backup is in charge', await taken()]]);
  },

  'a journal of many pages is read to its end': async (stack) => {
    const at = await deployed(stack, { settled: true });
    at.region.lambda.executions.pages.limit(PAGE_OPERATIONS);
    at.jupiter.ec2.fault(at.pair.primaryId, 'hang');
    const moved = async () => (await at.record()).state?.active === 'backup';
    await at.passUntil(REPLACED_SECONDS_MAX, moved);
    return falseOnes([
      ['the backup is in charge', await moved()],
      ['nothing failed on the way', at.executionsFailed() === 0],
    ]);
  },

  'a hanging primary is replaced in every layer': async (stack) => {
    const at = await layeredScene(stack);
    at.jupiter.ec2.fault(at.pair.primaryId, 'hang');
    await at.passUntil(
      REPLACED_SECONDS_MAX,
      async () => (await at.record()).state?.active === 'backup',
    );
    const { state } = await at.record();
    const reason = state?.members.primary?.suspect?.reason;
    const { ec2, elbv2 } = at.region;
    const [first, second] = at.targetGroups;
    return falseOnes([
      ['it was seen for what it is', reason === 'instance-impaired'],
      ['the backup is in charge', state?.active === 'backup' && state.epoch === 2],
      ['it serves by name', elbv2.routable(first).join() === at.pair.backupId],
      ['it serves by tag', elbv2.routable(second).join() === at.pair.backupId],
      ['the primary is stopped', ec2.instance(at.pair.primaryId)?.state === 'stopped'],
      ['the address moved', at.addressHolder() === at.pair.backupId],
      ['the route moved', at.routeTarget() === ec2.instance(at.pair.backupId)?.interfaceId],
      ['the record names it', at.recordValues().join() === '10.0.0.2'],
      ['it left a log', at.aws.logs.lines(FUNCTION).length > 0],
      ['nothing failed on the way', at.executionsFailed() === 0],
    ]);
  },

  'a primary that cannot be stopped is isolated': async (stack) => {
    const at = await layeredScene(stack);
    at.jupiter.ec2.fault(at.pair.primaryId, 'hang');
    at.jupiter.ec2.fault(at.pair.primaryId, 'stop-hangs-for-good');
    const groups = () => at.region.ec2.instance(at.pair.primaryId)?.securityGroupIds ?? [];
    const isolated = () => groups().includes(at.jupiter.quarantineGroupId);
    await at.passUntil(200, isolated);
    return falseOnes([['it is in the quarantine group', isolated()]]);
  },

  'a rehearsal verifies all that it looks at': async (stack) => {
    const at = await layeredScene(stack);
    const words = await at.rehearse();
    return falseOnes([
      ['the volumes are seen', words.get('standby volumes')?.startsWith('1 encrypted') === true],
      [
        'the alarms are seen',
        words.get('alarms')?.includes('signaling-primary-health is ') === true,
      ],
      ['the addresses are seen', words.get('addresses') === 'found'],
      ['the routes are seen', words.get('routes') === 'found'],
      ['the record is seen', words.get('record signaling.example') === 'found'],
    ]);
  },

  'what does not carry the tag, and what we never do, is refused': checkRequests,
} satisfies Readonly<Record<string, Check>>;
