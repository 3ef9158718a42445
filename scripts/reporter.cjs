const { writeFileSync } = require('node:fs');
const { reporters, Runner } = require('mocha');

const GRACE_MS = 10_000;

/** Mocha's spec reporter, which also leaves the counts in the file TCPSPEC_TEST_COUNTS, and lets nothing keep the process alive. */
class CountingReporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    runner.once(Runner.constants.EVENT_RUN_END, () => {
      const { passes, failures, pending } = runner.stats;
      const file = process.env.TCPSPEC_TEST_COUNTS;
      if (file) writeFileSync(file, JSON.stringify({ passed: passes, failed: failures, skipped: pending }));
      setTimeout(endAnyway, GRACE_MS).unref();
    });
  }
}

function endAnyway() {
  console.error(`Still open after the last test: ${process.getActiveResourcesInfo().join(', ')}`);
  // Mocha sets the code once more on exit, from the failures that it counted.
  process.on('exit', () => {
    process.exitCode = 1;
  });
  process.exit();
}

module.exports = CountingReporter;
