import { Logger } from '@aws-lambda-powertools/logger';

/** A log line: a static message, and what varies as fields. */
export interface Log {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** The same log, with these fields on every line. */
  with(fields: LogFields): Log;
}

export type LogFields = Readonly<Record<string, unknown>>;

/** Fields named like this are masked, whoever put them into a line: logs are read by many. */
const SECRET_NAME = /password|secret|credential|authorization|private.?key|token$/i;

const MASK = '***';

/** JSON lines on the standard output, as CloudWatch Logs reads them. */
export function createLog(service: string): Log {
  return asLog(new Logger({ serviceName: service, jsonReplacerFn: maskSecret }));
}

/** Each invocation has a child of its own, so that invocations side by side share no fields. */
function asLog(logger: Logger): Log {
  return {
    debug: (message, fields = {}) => logger.debug(message, { ...fields }),
    info: (message, fields = {}) => logger.info(message, { ...fields }),
    warn: (message, fields = {}) => logger.warn(message, { ...fields }),
    error: (message, fields = {}) => logger.error(message, { ...fields }),
    with: (fields) => asLog(logger.createChild({ persistentKeys: { ...fields } })),
  };
}

function maskSecret(key: string, value: unknown): unknown {
  return SECRET_NAME.test(key) && value !== undefined ? MASK : value;
}
