import type { TerraformResult } from '@understudy/recovery-messages';
import { lookAtLock } from '../locking/claim-state.ts';
import { decideTainted } from '../policy/decide-tainted.ts';
import type { StateDocument } from '../state/state-document.ts';
import { taintedIn } from '../state/tainted.ts';
import { archiveFinding, verified } from './check.ts';
import { initialise } from './initialise.ts';
import { makePlan } from './make-plan.ts';
import type { Run } from './open-run.ts';
import { readOwnState } from './own-state.ts';
import { result, type FindingFact } from './results.ts';

/** Everything up to the apply. Writes nothing: no lock, no state, no copy, no record. */
export async function runRehearsal(run: Run): Promise<TerraformResult> {
  const ended = await initialise(run);
  if (ended !== undefined) return ended;
  const state = await readOwnState(run);
  const before = [
    archiveFinding(run),
    verified('state', stateWords(state)),
    await lockFinding(run),
    ...(await taintedFindings(run, state)),
  ];
  const planned = await makePlan(run, { lock: false });
  if (planned.planned === 'ended') {
    return { ...planned.answer, findings: [...before, ...planned.answer.findings] };
  }
  const version = state && { state: { lineage: state.lineage, serial: state.serial } };
  const findings = [...before, ...planned.findings];
  if (planned.planned === 'unchanged') {
    return result('checked', 'Nothing is to be done: all is as the blueprint says.', {
      counts: { add: 0, change: 0, destroy: 0, replace: 0 },
      findings,
      ...version,
    });
  }
  const { sentence, counts, changes } = planned.judgement;
  return result('checked', `Rehearsed, nothing was changed. ${sentence}`, {
    counts,
    findings,
    left: changes.map(({ address }) => address),
    ...version,
  });
}

function stateWords(state: StateDocument | undefined): string {
  if (state === undefined) return 'There is no state yet: everything is built anew.';
  const resources = state.resources.filter(({ mode }) => mode === 'managed').length;
  return `State ${state.lineage}, serial ${state.serial}, with ${resources} resources.`;
}

/** A lock would stand in an apply's way; a rehearsal goes on without one. */
async function lockFinding(run: Run): Promise<FindingFact> {
  const { decision } = await lookAtLock(run, 0, 0);
  if (decision.action === 'go') return verified('state lock', decision.sentence);
  const mark = decision.action === 'ask' ? 'failed' : 'unverified';
  return { check: 'state lock', mark, words: decision.sentence };
}

async function taintedFindings(
  run: Run,
  state: StateDocument | undefined,
): Promise<readonly FindingFact[]> {
  const findings: FindingFact[] = [];
  for (const resource of state === undefined ? [] : taintedIn(state)) {
    const look = await run.outside.resources.look(resource, run.signal);
    const { action, sentence } = decideTainted(resource, look, run.request.untaintAllowed);
    const mark = action === 'untaint' ? 'verified' : 'unverified';
    findings.push({ check: resource.address.slice(0, 256), mark, words: sentence });
  }
  return findings;
}
