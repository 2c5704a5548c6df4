export { RetryableError, TerminalError, UnderstudyError } from './understudy-error.ts';
export type { ErrorFields, ErrorOptionsWithFields } from './understudy-error.ts';
export { fromErrorRecord, hasCode, isUnderstudyError, toErrorRecord } from './error-record.ts';
export type { ErrorRecord } from './error-record.ts';
