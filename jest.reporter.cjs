const fs = require('node:fs');
const path = require('node:path');

/** Leaves a project's real counts where `scripts/test` adds them up. */
module.exports = class CountingReporter {
  constructor(globalConfig, options) {
    this.file = path.join(options.projectRoot, 'dist', 'test-results.json');
  }

  onRunComplete(_contexts, results) {
    const skipped = results.testResults.flatMap(({ testResults }) =>
      testResults.filter(({ status }) => status === 'pending' || status === 'todo' || status === 'skipped').map(({ fullName }) => fullName),
    );
    const counts = {
      passed: results.numPassedTests,
      // A suite that could not run at all has no failed test, and must count all the same.
      failed: results.numFailedTests + results.numRuntimeErrorTestSuites,
      skipped,
    };
    fs.mkdirSync(path.dirname(this.file), { recursive: true });
    fs.writeFileSync(this.file, JSON.stringify(counts));
  }
};
