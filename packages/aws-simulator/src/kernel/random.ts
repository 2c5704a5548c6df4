/** A seeded source of chance: same seed, same story. */
export interface Random {
  /** In [0, 1). */
  next(): number;
  /** Log-normal with this median and 99th percentile. */
  logNormal(median: number, percentile99: number): number;
  uniform(low: number, high: number): number;
  triangular(low: number, mode: number, high: number): number;
  chance(probability: number): boolean;
  /** Hexadecimal digits, for ids. */
  hex(digits: number): string;
  /** A source of its own whose draws do not move this one's. */
  fork(label: string): Random;
}

/** z of the 99th percentile of the standard normal distribution. */
const Z99 = 2.326_347_874;

const HEX = '0123456789abcdef';

export function createRandom(seed: string): Random {
  let state = hashOf(seed);

  /** mulberry32: 32 bits of state, enough for stories and the same on every machine. */
  function next(): number {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  function normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - next()));
    return radius * Math.cos(2 * Math.PI * next());
  }

  return {
    next,
    logNormal: (median, percentile99) =>
      median * Math.exp((normal() * Math.log(percentile99 / median)) / Z99),
    uniform: (low, high) => low + (high - low) * next(),
    triangular(low, mode, high) {
      const draw = next();
      const split = (mode - low) / (high - low);
      return draw < split
        ? low + Math.sqrt(draw * (high - low) * (mode - low))
        : high - Math.sqrt((1 - draw) * (high - low) * (high - mode));
    },
    chance: (probability) => next() < probability,
    hex(digits) {
      let text = '';
      for (let left = digits; left > 0; left--) text += HEX.charAt(Math.floor(next() * 16));
      return text;
    },
    fork: (label) => createRandom(`${seed}/${label}`),
  };
}

/** FNV-1a, 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}
