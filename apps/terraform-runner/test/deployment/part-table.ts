import type { STORIES } from './runner-stories.ts';

export type StoryName = keyof typeof STORIES;

/** Which story notices that a part is gone that is no permission: the first pattern that fits. */
const NOTICED_BY: readonly (readonly [RegExp, StoryName])[] = [
  [
    /^wiring TerraformDashrunnerLambdaEvConf/,
    'a call that dies is not repeated: who asked asks again',
  ],
  [/^env TerraformDashrunnerLambda/, 'the function rehearses and builds, and its log is kept'],
  [
    /^(?:env|wiring) TerraformRunnerTask | is trusted to ecs-tasks/,
    'the task builds and answers who waits, and its log is kept',
  ],
];

export function noticedBy(part: string): StoryName {
  const found = NOTICED_BY.find(([pattern]) => pattern.test(part))?.[1];
  if (found) return found;
  throw new TypeError(`expected a story that notices "${part}" in part-table.ts, found none`);
}
