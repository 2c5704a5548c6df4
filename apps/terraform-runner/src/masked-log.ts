import { maskDeep, type Mask } from './process/mask.ts';
import type { RunnerLog } from './runner-log.ts';

/** A log through which no secret passes, by whatever name it is given. */
export function maskedLog(log: RunnerLog, mask: Mask): RunnerLog {
  return {
    info: (message, fields) => log.info(message, maskDeep(mask, fields)),
    warn: (message, fields) => log.warn(message, maskDeep(mask, fields)),
    error: (message, fields) => log.error(message, maskDeep(mask, fields)),
  };
}
