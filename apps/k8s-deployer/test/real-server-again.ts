// A real API server on a busy machine answers late now and then, and its caches follow its writes.
// A test that failed is run again, and what it said the first time is shown: never hidden.
jest.retryTimes(2, { logErrorsBeforeRetry: true });
