import type { SimulatedAws } from '@understudy/aws-simulator';

type Verdict = ReturnType<Parameters<SimulatedAws['onApiCall']>[0]>;

/** What the n-th call of any execution from now on suffers; returns how to take it back. */
export function strikeOnce(
  aws: Pick<SimulatedAws, 'onApiCall'>,
  number: number,
  verdict: Verdict,
): () => void {
  let calls = 0;
  return aws.onApiCall(({ cause }) => {
    if (cause.kind !== 'invocation' || cause.executionArn === undefined) return 'continue';
    return ++calls === number ? verdict : 'continue';
  });
}
