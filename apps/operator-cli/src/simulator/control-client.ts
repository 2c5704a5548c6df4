import { TerminalError } from '@understudy/errors';
import * as z from 'zod';

/** A local simulator answers at once, or is not there. */
const ANSWER_MS_MAX = 5_000;

const State = z.object({ nowMilliseconds: z.number(), speed: z.number() });

const Refused = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

/** One verb of the simulator's own, on a running one. */
export async function control(endpoint: string, verb: string, body: unknown): Promise<unknown> {
  const response = await fetch(new URL(`/_understudy/${verb}`, endpoint), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(ANSWER_MS_MAX),
  }).catch((thrown: unknown) => {
    throw new TerminalError(
      'SimulatorAbsent',
      `Expected a simulator at ${endpoint}, found none. Next: understudy simulator --port 4599`,
      { cause: thrown },
    );
  });
  const answer: unknown = await response.json().catch(() => undefined);
  if (response.ok) return answer;
  const refused = Refused.safeParse(answer);
  const { code, message } = refused.success
    ? refused.data.error
    : {
        code: 'SimulatorAbsent',
        message: `Expected a simulator at ${endpoint}, found HTTP ${response.status}.`,
      };
  throw new TerminalError(code, message);
}

/** Time as the simulator has it; undefined when something else answers there. */
export async function simulatedTime(
  endpoint: string,
): Promise<{ readonly nowMilliseconds: number; readonly speed: number } | undefined> {
  const state = await control(endpoint, 'state', {}).catch(() => undefined);
  const parsed = State.safeParse(state);
  return parsed.success ? parsed.data : undefined;
}
