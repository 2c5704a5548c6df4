import { createRandom, type Random } from '@understudy/aws-simulator';
import type { Scene } from '@understudy/fault-simulation';

/** What happens in a story, beside the alarms that it sets off. */
export interface DrawnStory {
  readonly kind: StoryKind;
  /** Seconds after the beginning at which the fault comes: alarms and sweeps have phases. */
  readonly phaseSeconds: number;
  /** Inflicts what was drawn; resolves when nothing more is to be done by hand. */
  play(at: Scene): Promise<void>;
}

/** Each kind with how many of a hundred stories it makes. */
const KINDS = {
  crash: 18,
  hang: 8,
  'application dead': 16,
  'capacity refused': 8,
  'stop hangs': 6,
  'standby missing': 4,
  'alarms delivered twice': 8,
  'alarm without a symptom': 10,
  'primary comes back': 12,
  'API errors': 10,
} as const;

export type StoryKind = keyof typeof KINDS;

export function drawStory(seed: string): DrawnStory {
  const random = createRandom(`${seed}/story`);
  const kind = drawKind(random);
  const phaseSeconds = Math.floor(random.uniform(0, 60));
  return { kind, phaseSeconds, play: (at) => PLAYS[kind](at, random) };
}

function drawKind(random: Random): StoryKind {
  let left = random.uniform(0, 100);
  for (const [kind, weight] of Object.entries(KINDS)) {
    left -= weight;
    if (left < 0) return kind as StoryKind;
  }
  return 'crash';
}

type Play = (at: Scene, random: Random) => Promise<void>;

const PLAYS: Readonly<Record<StoryKind, Play>> = {
  async crash({ jupiter, pair }) {
    jupiter.ec2.fault(pair.primaryId, 'crash');
  },
  async hang({ jupiter, pair }) {
    jupiter.ec2.fault(pair.primaryId, 'hang');
  },
  async 'application dead'({ jupiter, pair }) {
    jupiter.ec2.fault(pair.primaryId, 'app-dead');
  },
  async 'capacity refused'({ jupiter, pair }, random) {
    jupiter.ec2.fault(pair.backupId, 'start-refused', { times: random.chance(0.3) ? 20 : 3 });
    jupiter.ec2.fault(pair.primaryId, 'app-dead');
  },
  async 'stop hangs'({ jupiter, pair }, random) {
    const fault = random.chance(0.3) ? 'stop-hangs-for-good' : 'stop-hangs';
    jupiter.ec2.fault(pair.primaryId, fault);
    jupiter.ec2.fault(pair.primaryId, 'app-dead');
  },
  async 'standby missing'({ jupiter, pair }) {
    jupiter.ec2.fault(pair.backupId, 'terminate');
    jupiter.ec2.fault(pair.primaryId, 'app-dead', { persistent: false });
  },
  async 'alarms delivered twice'({ jupiter, pair, region }) {
    region.sns.addFault({ name: 'delivered twice', copies: 1 });
    jupiter.ec2.fault(pair.primaryId, 'app-dead');
  },
  async 'alarm without a symptom'(at) {
    await at.asPerson('monitoring', 'SetAlarmState', {
      AlarmName: at.pair.alarmNames[0],
      StateValue: 'ALARM',
      StateReason: 'A metric was wrong.',
    });
  },
  async 'primary comes back'(at, random) {
    const { jupiter, pair } = at;
    jupiter.ec2.fault(pair.primaryId, 'crash');
    await at.pass(random.uniform(60, 240));
    jupiter.ec2.fault(pair.primaryId, 'comes-back');
  },
  async 'API errors'({ jupiter, pair, aws }, random) {
    const operations = [
      'DescribeInstances',
      'DescribeTargetHealth',
      'StopInstances',
      'StartInstances',
      'DeregisterTargets',
      'RegisterTargets',
    ];
    for (const operation of operations) {
      if (!random.chance(0.5)) continue;
      const throttled = random.chance(0.5);
      aws.world.faults.add({
        name: `${operation} fails`,
        operation,
        times: 1 + Math.floor(random.uniform(0, 2)),
        matches: ({ cause }) => cause.kind === 'invocation',
        fault: {
          kind: 'error',
          code: throttled ? 'RequestLimitExceeded' : 'InternalError',
          status: throttled ? 503 : 500,
          when: throttled || random.chance(0.5) ? 'before' : 'after',
        },
      });
    }
    jupiter.ec2.fault(pair.primaryId, 'app-dead');
  },
};
