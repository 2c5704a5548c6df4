import { captureVerb, type Terraform } from './terraform.ts';
import { parseDocument } from './parse-document.ts';
import { StateDocument } from '../state/state-document.ts';

/** The state as it is in the backend; `undefined`: there is none yet. It is never logged. */
export async function pullState(terraform: Terraform): Promise<StateDocument | undefined> {
  const end = await captureVerb(terraform, ['state', 'pull']);
  if (end.exitCode === 0 && end.stdout.trim() === '') return undefined;
  const state = parseDocument('state pull', StateDocument, end);
  // Where there is none, Terraform prints an empty one, which has no lineage yet.
  return state.lineage === '' ? undefined : state;
}
