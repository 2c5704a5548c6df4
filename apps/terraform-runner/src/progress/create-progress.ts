import type { Clock } from '@understudy/clock';
import { toErrorRecord } from '@understudy/errors';
import type { LeaseStore, TimelineEntry } from '@understudy/leases';
import type { RunnerLog } from '../runner-log.ts';
import type { ProgressLine } from './describe-message.ts';

/** Entries that one run adds to a timeline: a blueprint of 100 resources starts and completes each. */
export const TIMELINE_ENTRIES_MAX = 400;

export interface Progress {
  say(line: ProgressLine): void;
  /** Waits until everything that was said is written down, or the signal ends the waiting. */
  flush(signal: AbortSignal): Promise<void>;
}

export interface ProgressOptions {
  readonly incident: string;
  readonly step: string;
  readonly timeline: Pick<LeaseStore, 'appendTimeline'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: RunnerLog;
  readonly mask: (text: string) => string;
  /** A terminal, or whoever else looks on. */
  readonly onProgress?: (line: ProgressLine) => void;
}

/**
 * What a run says while it runs. The timeline is written beside the run and never holds it up: a
 * table that does not answer costs the timeline, not the recovery.
 */
export function createProgress(options: ProgressOptions): Progress {
  const { incident, step, timeline, clock, log } = options;
  let waiting: TimelineEntry[] = [];
  let kept = 0;
  let lost = 0;
  let writing: Promise<void> = Promise.resolve();

  async function write(): Promise<void> {
    const entries = waiting;
    waiting = [];
    if (entries.length === 0) return;
    try {
      await timeline.appendTimeline(incident, entries);
    } catch (thrown) {
      if (lost === 0) log.warn('the timeline was not written', { failure: toErrorRecord(thrown) });
      lost += entries.length;
    }
  }

  return {
    say(said) {
      const line = { ...said, sentence: options.mask(said.sentence) };
      options.onProgress?.(line);
      log.info('terraform', { ...line });
      if (!line.keep || kept >= TIMELINE_ENTRIES_MAX) return;
      kept++;
      waiting.push(toEntry(clock.now(), step, line));
      // One write after the other; what is said meanwhile goes with the next.
      writing = writing.then(write);
    },
    async flush(signal) {
      const ended = new Promise<void>((resolve) => {
        if (signal.aborted) resolve();
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
      await Promise.race([writing, ended]);
    },
  };
}

function toEntry(atMilliseconds: number, step: string, line: ProgressLine): TimelineEntry {
  const { sentence, address, elapsedSeconds } = line;
  return {
    atMilliseconds,
    step,
    sentence,
    ...(elapsedSeconds === undefined ? {} : { durationMilliseconds: elapsedSeconds * 1_000 }),
    ...(address === undefined ? {} : { evidence: { address } }),
  };
}
