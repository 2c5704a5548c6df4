import { createStory, STORY_START_MS } from '../scenarios/story.ts';
import { leaseViolations, type LeaseVersion } from './lease-holding.ts';

const WITHOUT_INTENT: LeaseVersion = {
  atMilliseconds: STORY_START_MS,
  service: 'signaling',
  ownerExecutionArn: 'execution-1',
  intents: [],
};
const STOP = { operation: 'StopInstances', sendByMilliseconds: STORY_START_MS + 10_000 };
const START = { operation: 'StartInstances', sendByMilliseconds: Infinity };
const HELD: LeaseVersion = { ...WITHOUT_INTENT, intents: [STOP] };

describe('lease and intent', () => {
  it.each<{ why: string; history: LeaseVersion[]; afterSeconds: number; sentence?: string }>([
    { why: 'its owner, in time', history: [HELD], afterSeconds: 0 },
    {
      why: 'its owner, beside a call under a later intent',
      history: [{ ...HELD, intents: [STOP, START] }],
      afterSeconds: 0,
    },
    { why: 'nobody', history: [], afterSeconds: 0, sentence: 'while nobody held the lease' },
    {
      why: 'another',
      history: [{ ...HELD, ownerExecutionArn: 'execution-2' }],
      afterSeconds: 0,
      sentence: 'by execution-1 while execution-2 held the lease',
    },
    {
      why: 'its owner without an intent',
      history: [WITHOUT_INTENT],
      afterSeconds: 0,
      sentence: 'without an intent',
    },
    {
      why: 'its owner under another intent',
      history: [{ ...HELD, intents: [START] }],
      afterSeconds: 0,
      sentence: 'under an intent for StartInstances',
    },
    {
      why: 'its owner too late',
      history: [{ ...HELD, intents: [STOP, START] }],
      afterSeconds: 400,
      sentence: 'later than its send-by and the life of a signed request',
    },
  ])('judges a stop sent by $why', async ({ history, afterSeconds, sentence }) => {
    const { call, jupiter, pair, pass, world } = createStory();
    await pass(afterSeconds);
    await call(
      'ec2',
      'StopInstances',
      { InstanceIds: [pair.primaryId] },
      { kind: 'invocation', functionName: 'failover', id: '1', executionArn: 'execution-1' },
    );

    const violations = leaseViolations(world.log.entries, jupiter.descriptions, history);

    const expected =
      sentence === undefined ? [] : [`signaling: StopInstances was sent ${sentence}.`];
    expect(violations.map((violation) => violation.sentence)).toEqual(expected);
  });
});
