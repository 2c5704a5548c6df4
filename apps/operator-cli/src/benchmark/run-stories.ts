import { violationsOf } from '@understudy/aws-simulator';
import { createSourceFunctions } from '@understudy/sns-instance-failover/simulation';
import { readPackagedFunctions } from '@understudy/fault-simulation';

import { DOCUMENTS_FUNCTIONS, documentsPackage } from './documents-handler.ts';
import { drawStory, type StoryKind } from './drawn-story.ts';
import type { Share } from './in-threads.ts';
import { createMeasuredScene, type Subject } from './source-world.ts';

/** Whose handler is deployed in the drawn world. */
export type Contender = 'understudy' | 'document';

/** How one story ended. */
export interface StoryEnd {
  readonly seed: number;
  readonly kind: StoryKind;
  readonly downtimeMilliseconds: number;
  /** Of `one in charge`: what both handlers are judged by. */
  readonly violations: number;
  /** Of `lease and intent`: only ours has a lease. */
  readonly leaseViolations: number;
}

export interface StoriesRequest extends Share {
  readonly root: string;
  readonly contender: Contender;
}

export interface StoriesAnswer {
  readonly ends: readonly StoryEnd[];
  /** Of this thread. */
  readonly processorMilliseconds: number;
}

/** Long enough for a stop that hangs, a start refused for capacity, and what comes back. */
const STORY_SECONDS = 600;

/** A share of one thread's time: worlds take turns at each other's waits for the event loop. */
const WORLDS_AT_ONCE = 4;

export async function runStories(request: StoriesRequest): Promise<StoriesAnswer> {
  const subject = subjectOf(request);
  const ends: StoryEnd[] = [];
  let next = request.fromSeed;
  const began = process.threadCpuUsage();
  await Promise.all(
    Array.from({ length: WORLDS_AT_ONCE }, async () => {
      while (next < request.toSeed) ends.push(await runStory(subject, request.contender, next++));
    }),
  );
  const { user, system } = process.threadCpuUsage(began);
  return { ends, processorMilliseconds: (user + system) / 1_000 };
}

function subjectOf({ contender, root }: StoriesRequest): Subject {
  return contender === 'document'
    ? { stack: documentsPackage(), sourceFunctions: DOCUMENTS_FUNCTIONS }
    : {
        stack: readPackagedFunctions(root, 'prod', 'us-east-1'),
        sourceFunctions: createSourceFunctions({ root }),
      };
}

async function runStory(subject: Subject, contender: Contender, number: number): Promise<StoryEnd> {
  const seed = `story-${number}`;
  const story = drawStory(seed);
  const at = await createMeasuredScene(subject, {
    seed,
    // The document's alarms have `alarm_actions` only.
    jupiter: { quickAlarms: true, okActions: contender === 'understudy' },
  });
  await at.pass(story.phaseSeconds);
  const end = at.clock.now() + STORY_SECONDS * 1_000;
  const before = at.probe.report(at.pair.targetGroupName).downtimeMilliseconds;
  await story.play(at);
  await at.clock.advanceTo(end);
  const { downtimeMilliseconds } = at.probe.report(at.pair.targetGroupName);
  const inCharge = violationsOf(at.aws.world.log.entries, at.jupiter.descriptions).length;
  const leases = contender === 'understudy' ? (await at.violations()).length - inCharge : 0;
  return {
    seed: number,
    kind: story.kind,
    downtimeMilliseconds: downtimeMilliseconds - before,
    violations: inCharge,
    leaseViolations: leases,
  };
}
