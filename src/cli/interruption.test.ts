import { on } from 'node:events';
import { existsSync, mkdirSync, readdirSync, watch } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { readRun } from '../report/json.js';
import { AS_NOBODY, readableProgram } from './nobody.fixture.js';
import {
  inPrivateNetwork,
  type Started,
  start,
  tcpspec,
  temporaryFolder,
  until,
  whyNoLab,
} from './run-program.fixture.js';

/** Its second part lasts for seconds, while the first has its results at once. */
const CASES = ['sanity', 'rfc9293/3.6/**', 'rfc9293/3.10.7.4/**'];
const SOME_RAN = /^sanity .*PASS/m;

describe('an interruption', function () {
  this.timeout(60_000);

  before(function () {
    if (whyNoLab()) this.skip();
  });

  function startRun(cases: readonly string[] = CASES): { run: Started; out: string } {
    const out = join(temporaryFolder(), 'report');
    mkdirSync(out);
    return { run: start(['run', ...cases, '--lab', 'netns', '--out', out]), out };
  }

  /** Interrupts a run of its own at a moment. Resolves to what came of it, after proving that nothing is left of it. */
  async function interrupt(
    moment: (run: Started, out: string) => unknown,
    how: (run: Started) => unknown,
    cases = CASES,
  ) {
    const { run, out } = startRun(cases);
    await moment(run, out);
    await how(run);
    const outcome = await run.ended;
    expectNothingLeft(run);
    return { outcome, report: existsSync(join(out, 'run.json')) ? await readRun(out) : undefined, out };
  }

  function expectNothingLeft(run: Started) {
    expect(run.namespaces()).to.deep.equal([]);
    expect(run.family()).to.deep.equal([]);
  }

  const labIsMade = (run: Started) => until(() => run.namespaces().length > 0 || undefined);
  const agentStarts = (run: Started) => run.member(/agent\/stdio\.js/);
  const someRan = (run: Started) => run.says(SOME_RAN);
  const sends = (signal: NodeJS.Signals) => (run: Started) => run.signal(signal);

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    it(`by ${signal} leaves nothing but the report, whenever it comes`, async () => {
      const moments = [labIsMade, agentStarts, someRan, someRan];
      const found = await Promise.all(moments.map((moment) => interrupt(moment, sends(signal))));
      for (const { outcome, report, out } of found) {
        expect(outcome.code).to.equal(130);
        expect(outcome.err).to.match(report ? /^tcpspec: interrupted$/m : /^$|interrupted before any case/m);
        if (report) expect(report.interrupted).to.equal(true);
        else expect(readdirSync(out)).to.deep.equal([]);
      }
      expect(found.at(-1)?.report?.results.length).to.be.above(0);
    });
  }

  it('while the report is written lets it be finished', async () => {
    const beginsToWrite = async (_: Started, out: string) => {
      const watcher = watch(out);
      for await (const [, name] of on(watcher, 'change')) if (/run\.json/.test(String(name))) break;
      watcher.close();
    };
    const { outcome, report, out } = await interrupt(beginsToWrite, sends('SIGINT'), ['sanity']);
    expect(outcome.code).to.equal(130);
    expect(report).to.include({ interrupted: true });
    expect(readdirSync(out).sort()).to.deep.equal(['evidence.pcapng', 'run.json']);
  });

  it('by Ctrl-C at a terminal is one, and npm may pass it on twice', async () => {
    const twice = (run: Started) => {
      run.signalGroup('SIGINT');
      run.signal('SIGINT');
    };
    const found = await Promise.all([labIsMade, someRan].map((moment) => interrupt(moment, twice)));
    for (const { outcome } of found) expect(outcome.code).to.equal(130);
    expect(found.at(-1)?.report).to.include({ interrupted: true });
  });

  it('by a second signal, after a while, ends even what does not come to its end', async () => {
    const { outcome, report } = await interrupt(someRan, async (run) => {
      const agent = await agentStarts(run);
      process.kill(agent, 'SIGSTOP'); // no case can tidy up now
      run.signal('SIGINT');
      await pause(1_100);
      run.signal('SIGINT');
    });
    expect(outcome.code).to.equal(130);
    expect(report).to.equal(undefined); // one signal alone would have left one, after the calls' time-outs
  });

  it('by SIGKILL of the outer process has the inner one report and take the lab away', async () => {
    const { run, out } = startRun();
    await someRan(run);
    run.signal('SIGKILL');
    expect((await run.ended).signal).to.equal('SIGKILL');
    await until(() => (run.family().length === 0 ? true : undefined));
    expectNothingLeft(run);
    expect(await readRun(out)).to.include({ interrupted: true });
  });

  it('by SIGKILL of the inner process is told, and the lab taken away', async () => {
    const { outcome, report } = await interrupt(someRan, async (run) => {
      process.kill(await run.member(/bin\/tcpspec\.js run/), 'SIGKILL');
    });
    expect(outcome.code).to.equal(3);
    expect(outcome.err).to.match(/the run inside the lab was ended by SIGKILL .*; there is no report of it/);
    expect(report).to.equal(undefined);
  });

  it('by SIGKILL of both leaves a lab that `lab list` shows and `lab down` removes', async function () {
    if (!inPrivateNetwork()) this.skip(); // it would remove other people's
    const { run } = startRun();
    const other = startRun().run;
    await Promise.all([someRan(run), someRan(other)]);
    const inner = await run.member(/bin\/tcpspec\.js run/);
    const agent = await agentStarts(run);
    process.kill(agent, 'SIGSTOP'); // a stray that does not notice
    run.signal('SIGKILL');
    process.kill(inner, 'SIGKILL');
    await run.ended;
    expect(run.namespaces()).to.have.length(2);
    const list = await tcpspec(['lab', 'list']);
    expect(list.out).to.match(new RegExp(`^tcpspec-${run.pid}\\..*  left over by a run that crashed`, 'm'));
    expect(list.out).to.match(new RegExp(`^tcpspec-${other.pid}\\..*  in use by process ${other.pid} `, 'm'));
    const down = await tcpspec(['lab', 'down']);
    expect(down).to.include({ code: 0, err: '' });
    expect(down.out.match(/^removed tcpspec-/gm)).to.have.length(2);
    expectNothingLeft(run);
    const name = other.namespaces()[0]?.replace(/-t\w+$/, '') ?? '';
    const refused = await tcpspec(['lab', 'down', name]);
    expect(refused.err).to.match(/is in use by process .*: end that first/);
    expect(refused.code).to.equal(3);
    other.signal('SIGINT');
    expect((await other.ended).code).to.equal(130);
    expectNothingLeft(other);
  });

  it('of a run in a user namespace leaves nothing either', async () => {
    const { program, folder } = readableProgram();
    const signals = ['SIGINT', 'SIGKILL'] as const;
    const found = signals.map(async (signal) => {
      const out = join(folder, signal);
      const run = start(['run', ...CASES, '--lab', 'netns', '--out', out], { prefix: AS_NOBODY, program });
      await someRan(run);
      run.signal(signal);
      const { code } = await run.ended;
      await until(() => (run.family().length === 0 ? true : undefined));
      return { code, report: await readRun(out) };
    });
    const [interrupted, killed] = await Promise.all(found);
    expect(interrupted?.code).to.equal(130);
    for (const each of [interrupted, killed]) expect(each?.report).to.include({ interrupted: true });
  });
});

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
