import { TerminalError } from '@understudy/errors';
import { TerraformRequest } from '@understudy/recovery-messages';

/** A request with 100 variables is some KB; Lambda itself would take 6 MB. */
export const REQUEST_CHARACTERS_MAX = 512 * 1024;

/** Nesting of a request: variables of variables, never so deep. Beyond it, reading would recurse. */
const REQUEST_DEPTH_MAX = 32;

/** Problems that one message names. */
const PROBLEMS_NAMED_MAX = 10;

/** What was asked, or all that is wrong with it. */
export function readRequest(event: unknown): TerraformRequest {
  if (isDeeperThan(event, REQUEST_DEPTH_MAX)) {
    throw requestInvalid(`at most ${REQUEST_DEPTH_MAX} levels`, 'deeper nesting');
  }
  const characters = JSON.stringify(event)?.length ?? 0;
  if (characters > REQUEST_CHARACTERS_MAX) {
    throw requestInvalid(`at most ${REQUEST_CHARACTERS_MAX} characters`, `${characters}`);
  }
  const parsed = TerraformRequest.safeParse(event);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues
    .slice(0, PROBLEMS_NAMED_MAX)
    .map(({ path, message }) => `${path.join('.') || 'the request'}: ${message}`);
  throw requestInvalid('a TerraformRequest', problems.join('; '));
}

/** Looks level by level, so that no nesting can exhaust the stack. */
function isDeeperThan(value: unknown, depth: number): boolean {
  let level: readonly unknown[] = [value];
  for (let at = 0; at <= depth; at++) {
    level = level.flatMap((one) =>
      typeof one === 'object' && one !== null ? (Object.values(one) as unknown[]) : [],
    );
    if (level.length === 0) return false;
  }
  return true;
}

function requestInvalid(expected: string, found: string): TerminalError {
  return new TerminalError(
    'RequestInvalid',
    `Request: expected ${expected}, found ${found}. The runner is asked by dr-orchestrator; ` +
      'packages/recovery-messages says how.',
    { fields: { expected } },
  );
}
