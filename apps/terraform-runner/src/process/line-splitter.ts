import { StringDecoder } from 'node:string_decoder';
import { LINE_CHARACTERS_MAX } from './process-limits.ts';

/** Chunks in, whole lines out. A line beyond its limit is cut, and the rest of it is dropped. */
export function createLineSplitter(onLine: (line: string) => void): {
  push(chunk: Uint8Array): void;
  end(): void;
} {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let dropping = false;

  function take(text: string): void {
    const parts = (rest + text).split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) {
      if (!dropping && part !== '') onLine(part.slice(0, LINE_CHARACTERS_MAX));
      dropping = false;
    }
    if (rest.length <= LINE_CHARACTERS_MAX) return;
    if (!dropping) onLine(rest.slice(0, LINE_CHARACTERS_MAX));
    dropping = true;
    rest = '';
  }

  return {
    push: (chunk) => take(decoder.write(Buffer.from(chunk))),
    end() {
      take(decoder.end());
      if (rest !== '' && !dropping) onLine(rest);
      rest = '';
    },
  };
}
