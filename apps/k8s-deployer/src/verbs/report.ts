import type { DeploymentResult, Finding, ObjectReport } from '@understudy/recovery-messages';

import type { ObjectOutcome } from '../applying/apply-bundle.ts';
import { describeObject } from '../objects/kubernetes-object.ts';

type FindingData = ReturnType<typeof Finding.parse>;
type ObjectData = ReturnType<typeof ObjectReport.parse>;

/** What a journal keeps of one call: the first of them say what is wrong. */
const FINDINGS_MAX = 100;
const WORDS_MAX = 1_000;

/** A whole result from what one verb has to say. */
export function result(
  outcome: DeploymentResult['outcome'],
  sentence: string,
  more: Partial<Omit<DeploymentResult, 'outcome' | 'sentence'>> = {},
): DeploymentResult {
  const findings = (more.findings ?? []).slice(0, FINDINGS_MAX);
  return { outcome, sentence: cut(sentence), objects: [], rollouts: [], ...more, findings };
}

export function finding(check: string, mark: FindingData['mark'], words: string): FindingData {
  return { check: check.slice(0, 256), mark, words: cut(words) };
}

/** The objects that were applied, as a report names them. */
export function reportObjects(
  outcomes: readonly ObjectOutcome[],
  dryRun: boolean,
): readonly ObjectData[] {
  return outcomes.flatMap(({ name, applied }) => {
    if (applied.result !== 'applied') return [];
    const { kind, namespace } = name;
    const action = dryRun ? WOULD[applied.action] : applied.action;
    return [{ kind, ...(namespace === undefined ? {} : { namespace }), name: name.name, action }];
  });
}

const WOULD = { created: 'would-create', changed: 'would-change', unchanged: 'unchanged' } as const;

/** What a person should read of each object: why it was not applied, what was done about it. */
export function reportOutcome({
  name,
  place,
  applied,
  remarks,
}: ObjectOutcome): readonly FindingData[] {
  const check = describeObject(name);
  const told = remarks.map((words) => finding(check, 'verified', words));
  switch (applied.result) {
    case 'applied':
      return told;
    case 'conflict': {
      const fields = applied.conflicts.map(({ field, manager }) => `${field} (${manager})`);
      const words = `others manage what the bundle sets: ${fields.join(', ')}`;
      return [...told, finding(check, 'failed', words)];
    }
    default: {
      // A secret's refusal may quote the secret.
      const words = name.kind === 'Secret' ? 'the API refused it' : applied.words;
      const mark = applied.result === 'not-sent' ? 'unverified' : 'failed';
      return [...told, finding(check, mark, `${words} (${place})`)];
    }
  }
}

function cut(text: string): string {
  return text.length <= WORDS_MAX ? text : `${text.slice(0, WORDS_MAX)}…`;
}
