import type { EffectEntry } from '@understudy/aws-simulator';
import type { Scene } from '@understudy/fault-simulation';

import { alarmMessage } from './messages.ts';
import { sourceScene } from './packaged.ts';

/** What became of an alarm of ours, in order. */
function statesOf(at: Scene, alarm: string): readonly string[] {
  return at.aws.world.log.entries
    .filter((entry): entry is EffectEntry => entry.kind === 'effect')
    .filter(({ subject }) => subject === `alarm/${alarm}`)
    .map(({ to }) => to);
}

async function drain(at: Scene, name: string): Promise<void> {
  const QueueUrl = `https://sqs.us-east-1.amazonaws.com/123456789012/${name}`;
  const { Messages = [] } = await at.asPerson<{ Messages?: { ReceiptHandle?: string }[] }>(
    'sqs',
    'ReceiveMessage',
    { QueueUrl, MaxNumberOfMessages: 10 },
  );
  for (const { ReceiptHandle } of Messages) {
    await at.asPerson('sqs', 'DeleteMessage', { QueueUrl, ReceiptHandle });
  }
}

describe('the alarm on refused messages', () => {
  it('is silent until a message is refused, rings then, and is quiet once it was read', async () => {
    const at = await sourceScene();
    const before = statesOf(at, 'understudy-prod-refused-messages');

    await at.invokeRouter({ test: 'true' });
    await at.pass(180);
    const rung = statesOf(at, 'understudy-prod-refused-messages');
    await drain(at, 'understudy-prod-refused');
    await at.pass(180);

    expect(before).not.toContain('ALARM');
    expect(rung.at(-1)).toBe('ALARM');
    expect(statesOf(at, 'understudy-prod-refused-messages').at(-1)).toBe('OK');
    expect(statesOf(at, 'understudy-prod-dead-letters')).not.toContain('ALARM');
    expect(await at.violations()).toEqual([]);
  });
});

describe('the alarm on deliveries that failed for good', () => {
  it('rings when the router can start nothing', async () => {
    const at = await sourceScene();
    at.aws.world.faults.add({
      name: 'no execution can be started',
      service: 'lambda',
      operation: 'Invoke',
      functionName: 'understudy-prod-alarm-router',
      fault: { kind: 'error', code: 'InternalFailure', status: 400, when: 'before' },
    });

    await at.asPerson('sns', 'Publish', {
      TopicArn: 'arn:aws:sns:us-east-1:123456789012:jupiter-failover-topic',
      Message: JSON.stringify(alarmMessage(at.clock.now())),
    });
    await at.pass(600);

    expect(at.region.sqs.messages('understudy-prod-dead-letters')).not.toEqual([]);
    expect(statesOf(at, 'understudy-prod-dead-letters').at(-1)).toBe('ALARM');
    expect(statesOf(at, 'understudy-prod-refused-messages')).not.toContain('ALARM');
  });
});
