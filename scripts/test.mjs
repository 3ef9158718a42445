import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compiledIn } from './build.mjs';
import { inForeground } from './command.mjs';
import { privateNetwork } from './private-network.mjs';
import { orExplain, setup } from './setup.mjs';

// Lint, types and all tests. The last line is the count, in which the lint is one check and a failed set-up another.
const counts = { passed: 0, failed: 0, skipped: 0 };
const ready = (await orExplain(() => setup({ tests: true, labs: true }))) ?? 0;
if (ready === 0) {
  // The tests have no network: what a lab takes from Debian has to be there before. One that fails says so as a test.
  await inForeground(process.execPath, ['bin/tcpspec.js', 'lab', 'prepare', 'linux-6.1', 'uml', 'lwip']);
  count(await inForeground(process.execPath, ['node_modules/@biomejs/biome/bin/biome', 'check', '.']));
  await runTests(process.argv.slice(2));
} else {
  counts.failed += 1;
}
if (counts.skipped > 0) console.log(`${counts.skipped} skipped`);
console.log(`${counts.passed} passed, ${counts.failed} failed`);
process.exitCode = ready || (counts.failed > 0 ? 1 : 0);

async function runTests(options) {
  const folder = mkdtempSync(join(tmpdir(), 'tcpspec-test-'));
  const countsFile = join(folder, 'counts.json');
  try {
    const [command, ...args] = [...isolation(), process.execPath, '--enable-source-maps', ...mocha(options)];
    const exitCode = await inForeground(command, args, { TCPSPEC_TEST_COUNTS: countsFile });
    add(countsOf(countsFile), exitCode);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function mocha(options) {
  const tests = ['src', 'suites', 'fuzz', 'bench'].flatMap(compiledIn).filter((file) => file.endsWith('.test.js'));
  const own = ['--reporter', 'scripts/reporter.cjs', '--forbid-only', '--timeout', '60000'];
  return ['node_modules/mocha/bin/mocha.js', ...own, ...options, ...tests];
}

function isolation() {
  const prefix = privateNetwork();
  if (prefix === undefined) console.log('No network namespace may be made here: the tests run without one.');
  return prefix ?? [];
}

// A run that counted no failure and failed all the same (it crashed, or something stayed open) is one; so is an empty run.
function add(tests, exitCode) {
  counts.passed += tests.passed;
  counts.failed += tests.failed;
  counts.skipped += tests.skipped;
  if (tests.passed + tests.failed === 0) console.log('No test ran.');
  if (tests.failed === 0 && (exitCode !== 0 || tests.passed === 0)) counts.failed += 1;
}

function countsOf(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { passed: 0, failed: 0, skipped: 0 };
  }
}

function count(exitCode) {
  if (exitCode === 0) counts.passed += 1;
  else counts.failed += 1;
}
