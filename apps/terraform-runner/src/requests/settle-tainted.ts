import type { TerraformResult } from '@understudy/recovery-messages';
import { decideTainted } from '../policy/decide-tainted.ts';
import type { StateDocument } from '../state/state-document.ts';
import { taintedIn, type TaintedResource } from '../state/tainted.ts';
import { taint } from '../verbs/taint.ts';
import { untaint } from '../verbs/untaint.ts';
import type { Run } from './open-run.ts';
import { result } from './results.ts';

export type Settled =
  | { readonly settled: true; readonly untainted: readonly string[] }
  | { readonly settled: false; readonly answer: TerraformResult };

/** Between two looks at a resource that is still being made. */
const PENDING_LOOK_AGAIN_MS = 10_000;

/**
 * Settles what an interrupted run left half-made, before the plan: what became ready is untainted,
 * what is still being made is waited for, what failed is left to Terraform.
 */
export async function settleTainted(run: Run, state: StateDocument): Promise<Settled> {
  const untainted: string[] = [];
  for (const resource of taintedIn(state)) {
    const decision = await decide(run, resource);
    run.progress.say({ sentence: decision.sentence, keep: true, address: resource.address });
    if (decision.action === 'leave') continue;
    if (decision.action === 'untaint') {
      const end = await untaint(run.terraform, resource.address);
      if (end.exitCode !== 0) {
        const sentence = `terraform untaint ${resource.address}: ${end.stderr}`;
        return { settled: false, answer: result('failed', sentence) };
      }
      untainted.push(resource.address);
      continue;
    }
    return {
      settled: false,
      answer: unsettledAnswer(decision.action, decision.sentence, resource),
    };
  }
  return { settled: true, untainted };
}

/** Puts the mark back where the plan would replace or destroy the resource all the same. */
export async function taintAgain(run: Run, addresses: readonly string[]): Promise<TerraformResult> {
  for (const address of addresses) await taint(run.terraform, address);
  const names = addresses.join(', ');
  return result('asked', `${names} was ready, but the plan would replace or destroy it.`, {
    left: addresses,
    next: `Look at \`terraform plan\` for ${names}: correct the blueprint, or let it be replaced.`,
  });
}

/** Decides, and while it is still being made, looks again until there is no more time. */
async function decide(run: Run, resource: TaintedResource) {
  const { resources, clock } = run.outside;
  const { untaintAllowed } = run.request;
  for (;;) {
    const look = untaintAllowed.includes(resource.type)
      ? await resources.look(resource, run.signal)
      : { state: 'unknown' as const, words: 'not looked at' };
    const decision = decideTainted(resource, look, untaintAllowed);
    if (decision.action !== 'wait') return decision;
    const { interruptAtMilliseconds } = run.terraform.deadline;
    if (clock.now() + PENDING_LOOK_AGAIN_MS >= interruptAtMilliseconds) return decision;
    if (run.terraform.stop?.aborted) return decision;
    await clock.sleep(PENDING_LOOK_AGAIN_MS, run.signal);
  }
}

function unsettledAnswer(
  action: 'wait' | 'ask',
  sentence: string,
  { address }: TaintedResource,
): TerraformResult {
  if (action === 'wait') {
    return result('interrupted', sentence, {
      left: [address],
      next: 'Ask again: it is taken up when it is ready.',
    });
  }
  return result('asked', sentence, {
    left: [address],
    next: `When it is whole: terraform untaint '${address}'. Otherwise run again with a blueprint that replaces it.`,
  });
}
