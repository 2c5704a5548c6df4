/** When a child is asked to stop, and when it is ended whether it has or not. Epoch milliseconds. */
export interface ChildDeadline {
  readonly interruptAtMilliseconds: number;
  readonly killAtMilliseconds: number;
}

/** How the end of a run is divided. All in milliseconds. */
export interface EndingTimes {
  /** Between SIGINT and SIGKILL: Terraform waits for its providers, writes its state, unlocks. */
  readonly graceMilliseconds: number;
  /** After the child: reading what it left, the timeline, the answer. */
  readonly answerMilliseconds: number;
}

/**
 * Terraform stops within a second once its providers do; those of AWS give up their waiting at
 * once, but a request on the wire may take its time-outs. Then the state is written and unlocked.
 */
export const ENDING_TIMES: EndingTimes = { graceMilliseconds: 45_000, answerMilliseconds: 15_000 };

/** The child's share of what is left until the answer must be given. */
export function childDeadline(answerAtMilliseconds: number, times: EndingTimes): ChildDeadline {
  const killAtMilliseconds = answerAtMilliseconds - times.answerMilliseconds;
  return {
    killAtMilliseconds,
    interruptAtMilliseconds: killAtMilliseconds - times.graceMilliseconds,
  };
}
