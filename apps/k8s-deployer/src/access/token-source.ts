/** A token that is good now. */
export interface TokenSource {
  read(): Promise<string>;
  /** Another one: the API did not take this one. */
  renew(): Promise<string>;
}

/** EKS believes a token for fifteen minutes; what is left over covers the longest request. */
const TOKEN_USED_FOR_SECONDS = 600;

export interface TokenSourceOptions {
  readonly create: (nowMilliseconds: number) => Promise<string>;
  readonly now: () => number;
}

/** Keeps a token as long as it is surely good; a frozen environment's token is old when it thaws. */
export function createTokenSource({ create, now }: TokenSourceOptions): TokenSource {
  let kept: { readonly token: string; readonly atMilliseconds: number } | undefined;
  async function renew(): Promise<string> {
    const atMilliseconds = now();
    const token = await create(atMilliseconds);
    kept = { token, atMilliseconds };
    return token;
  }
  return {
    renew,
    async read() {
      const fresh = kept && now() - kept.atMilliseconds < TOKEN_USED_FOR_SECONDS * 1_000;
      return kept && fresh ? kept.token : renew();
    },
  };
}
