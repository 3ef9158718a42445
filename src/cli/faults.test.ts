import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { readRun } from '../report/json.js';
import { type Outcome, type Started, start, temporaryFolder, whyNoLab } from './run-program.fixture.js';

/** Long enough to be in the middle of: some of its cases wait for seconds. */
const LONG = ['sanity', 'rfc9293/3.6/**', 'rfc9293/3.10.7.4/**'];
/** Every call of each of them is waited for when there is no answer. */
const FEW = ['sanity', 'rfc9293/3.6/fin-retransmitted'];
const SOME_RAN = /^sanity .*PASS/m;

describe('a fault in the middle of a run', function () {
  this.timeout(120_000);

  before(function () {
    if (whyNoLab()) this.skip();
  });

  /** A run in a lab, in which something goes wrong once some cases have run. Proves that nothing is left of it. */
  async function runWith(fault: (run: Started) => unknown, cases: readonly string[] = LONG) {
    const out = join(temporaryFolder(), 'report');
    mkdirSync(out);
    const run = start(['run', ...cases, '--lab', 'netns', '--out', out], { limitMs: 100_000 });
    await run.says(SOME_RAN);
    await fault(run);
    const outcome = await run.ended;
    expect(run.namespaces()).to.deep.equal([]);
    expect(run.family()).to.deep.equal([]);
    return { outcome, out };
  }

  async function expectBrokenOff({ outcome, out }: { outcome: Outcome; out: string }, says: RegExp) {
    expect(outcome.err).to.match(says);
    expect(outcome.err).not.to.include('a fault of its own');
    expect(outcome.code).to.equal(3);
    const report = await readRun(out);
    expect(report.interrupted).to.equal(true);
    expect(report.results.length).to.be.above(0);
    expect(report.results.filter(({ verdict, known }) => verdict === 'FAIL' && !known)).to.deep.equal([]);
    expect(readdirSync(out).sort()).to.deep.equal(['evidence.pcapng', 'run.json']);
  }

  function at(run: Started, end: 'tester' | 'target', ...words: readonly string[]) {
    const namespace = run.namespaces().find((name) => name.endsWith(`-${end}`)) ?? '';
    execFileSync('ip', ['-netns', namespace, ...words]);
  }

  const agentOf = (run: Started) => run.member(/agent\/stdio\.js/);

  for (const end of ['tester', 'target'] as const) {
    it(`ends it, and fails no case: the ${end}'s interface goes down and comes up again`, async () => {
      const found = await runWith((run) => {
        at(run, end, 'link', 'set', 'test0', 'down');
        at(run, end, 'link', 'set', 'test0', 'up');
      });
      const says =
        end === 'tester' ? /broken off: test0 (went down|lost its carrier)/ : /broken off: test0 lost its carrier/;
      await expectBrokenOff(found, says);
    });
  }

  it('ends it, and fails no case: the target is rebooted', async () => {
    const found = await runWith(async (run) => {
      const agent = await agentOf(run);
      const namespace = run.namespaces().find((name) => name.endsWith('-target')) ?? '';
      process.kill(agent, 'SIGKILL');
      execFileSync('ip', ['netns', 'delete', namespace]);
    });
    await expectBrokenOff(found, /broken off: (the target's agent cannot be used|test0)/);
  });

  it('ends it, and fails no case: the agent is killed', async () => {
    const found = await runWith(async (run) => process.kill(await agentOf(run), 'SIGKILL'));
    await expectBrokenOff(found, /broken off: the target's agent cannot be used: .*ended by SIGKILL/);
  });

  it('is waited out with nothing judged, and told: the agent hangs', async () => {
    const stop = async (run: Started) => process.kill(await agentOf(run), 'SIGSTOP');
    const { outcome, out } = await runWith(stop, FEW);
    expect(outcome.err).to.match(/the target is not usable over IPv4: .* no answer from the agent within/);
    expect(outcome.code).to.equal(3);
    const { summary, results } = await readRun(out);
    expect(summary.INCONCLUSIVE).to.be.above(0);
    expect(results.filter(({ verdict, known }) => /^(FAIL|ERROR)$/.test(verdict) && !known)).to.deep.equal([]);
  });

  it('ends it without half of a report: the disk fills up', async () => {
    const out = join(temporaryFolder(), 'small');
    mkdirSync(out);
    const mount = 'mount -t tmpfs -o size=64k tmpfs "$1" && shift && exec "$@"';
    const prefix = ['unshare', '--mount', '--propagation', 'private', 'sh', '-c', mount, 'sh', out];
    const listed = ['sh', '-c', '"$@"; code=$?; ls -A "$0" >&2; exit $code', out];
    const run = start(['run', ...LONG, '--lab', 'netns', '--out', out], { prefix: [...prefix, ...listed] });
    const outcome = await run.ended;
    expect(outcome.err).to.match(
      /the report could not be written, and there is none of this run: .*ENOSPC.*free some space/,
    );
    expect(outcome.code).to.equal(3);
    expect(outcome.err).not.to.match(/^(run\.json|.*\.partial)$/m);
    expect(run.family()).to.deep.equal([]);
  });
});
