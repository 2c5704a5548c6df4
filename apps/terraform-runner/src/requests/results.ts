import { isUnderstudyError, toErrorRecord } from '@understudy/errors';
import type { Finding, TerraformOutcome, TerraformResult } from '@understudy/recovery-messages';
import type * as z from 'zod';
import { describeDiagnostic } from '../progress/terraform-message.ts';
import type { VerbEnd } from '../verbs/terraform.ts';
import { INTERRUPTED_CODES, REFUSED_CODES } from './refusals.ts';

type Outcome = z.infer<typeof TerraformOutcome>;
export type FindingFact = z.infer<typeof Finding>;

/** Lengths that the message's schema allows. */
const SENTENCE_CHARACTERS_MAX = 4_096;
const ADDRESSES_MAX = 1_000;
const FINDINGS_MAX = 1_000;

type AnswerParts = Partial<Omit<TerraformResult, 'outcome' | 'sentence' | 'left' | 'findings'>> & {
  readonly left?: readonly string[];
  readonly findings?: readonly FindingFact[];
};

/** A whole answer: what was left out is empty, what is too long is cut. */
export function result(
  outcome: Outcome,
  sentence: string,
  rest: AnswerParts = {},
): TerraformResult {
  const { next, left = [], findings = [], outputs = {}, ...others } = rest;
  return {
    ...others,
    outcome,
    sentence: cut(sentence),
    ...(next === undefined ? {} : { next: cut(next) }),
    outputs,
    left: left.slice(0, ADDRESSES_MAX),
    findings: findings.slice(0, FINDINGS_MAX).map((one) => ({ ...one, words: cut(one.words) })),
  };
}

/** Whatever was thrown, as an answer. A fault of ours is an answer too, and logged as an error. */
export function resultOfError(thrown: unknown): TerraformResult {
  const { code, message } = toErrorRecord(thrown);
  if (!isUnderstudyError(thrown)) return result('failed', `${code}: ${message}`);
  if (INTERRUPTED_CODES.includes(code)) return result('interrupted', message);
  return result(REFUSED_CODES.includes(code) ? 'refused' : 'failed', `${code}: ${message}`);
}

/** Terraform's warnings: nothing failed, and somebody should read them. */
export function warningsOf({ diagnostics }: Pick<VerbEnd, 'diagnostics'>): readonly FindingFact[] {
  return diagnostics
    .filter(({ severity }) => severity === 'warning')
    .map((one) => ({
      check: `terraform: ${one.summary}`.slice(0, 256),
      mark: 'unverified',
      words: describeDiagnostic(one),
    }));
}

function cut(text: string): string {
  if (text.length <= SENTENCE_CHARACTERS_MAX) return text;
  return `${text.slice(0, SENTENCE_CHARACTERS_MAX - 1)}…`;
}
