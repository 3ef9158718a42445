import { existsSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { readRun } from '../report/json.js';
import type { Run } from '../report/run.js';
import { validateRun } from '../report/validate.js';
import { start, tcpspec, temporaryFolder, until, whyNoLab } from './run-program.fixture.js';

const JOURNAL = 'run.partial.ndjson';
const CASES = ['rfc9293/3.10.7.4/**', '--seed', '7', '--level', 'must'];

describe('the journal of a run', function () {
  this.timeout(60_000);
  let folder: string;
  beforeEach(() => {
    folder = temporaryFolder();
  });

  /** Kills a run as soon as its journal has so many octets. */
  async function killedRun(out: string, octets = 20_000, lab = 'model'): Promise<void> {
    const run = start(['run', ...CASES, '--lab', lab, '--out', out]);
    const journal = join(out, JOURNAL);
    await hasGrown(journal, octets);
    if (lab === 'model') run.signal('SIGKILL');
    else process.kill(await run.member(/bin\/tcpspec\.js run/), 'SIGKILL'); // the outer process takes the lab away
    const { code, err } = await run.ended;
    if (lab !== 'model')
      expect({ code, err })
        .to.deep.include({ code: 3 })
        .and.property('err')
        .match(/`tcpspec report FOLDER` tells what it had found/);
    expect(existsSync(join(out, 'run.json'))).to.equal(false);
  }

  async function hasGrown(journal: string, octets: number): Promise<void> {
    await until(() => (existsSync(journal) && statSync(journal).size >= octets) || undefined);
  }

  async function reported(out: string): Promise<{ run: Run; err: string }> {
    const outcome = await tcpspec(['report', out, '--json', join(folder, 'read', 'run.json')]);
    expect(outcome.code, outcome.err).to.equal(0);
    return { run: await readRun(join(folder, 'read')), err: outcome.err };
  }

  it('lets a run that was killed be reported as far as it had come', async () => {
    const out = join(folder, 'out');
    await killedRun(out);
    const { run, err } = await reported(out);
    expect(err).to.match(/did not come to its end \(it was killed, or still goes on\): this is what its journal has$/m);
    expect(validateRun(run)).to.deep.equal([]);
    expect(run).to.include({ interrupted: true, seed: 7 });
    expect(run.target).to.include({ name: 'model', user: 'model' });
    expect(run.command.slice(0, 2)).to.deep.equal(['tcpspec', 'run']);
    expect(run.results.length).to.be.above(5);
    expect(run.coverage.states.ESTABLISHED.reached).to.equal(true);
    for (const { trace, pcapng } of run.results) {
      expect(trace).not.to.deep.equal([]);
      expect(pcapng.file).to.equal('evidence.pcapng.partial');
    }
    const whole = await tcpspec(['run', ...CASES, '--lab', 'model', '--out', out]);
    expect(whole.code).to.equal(0);
    const { results, coverage } = await readRun(out);
    const verdictOf = new Map(results.map(({ id, family, verdict }) => [`${id} ${family}`, verdict]));
    for (const { id, family, verdict } of run.results) expect(verdict).to.equal(verdictOf.get(`${id} ${family}`));
    expect(run.coverage.arcs.map(({ event }) => event)).to.deep.equal(coverage.arcs.map(({ event }) => event));
    expect(readdirSync(out).sort()).to.deep.equal(['evidence.pcapng', 'run.json']); // the next run has cleared up
  });

  it('is gone when the run has come to its end, or was stopped', async () => {
    const out = join(folder, 'out');
    const run = start(['run', ...CASES, '--lab', 'model', '--out', out]);
    await hasGrown(join(out, JOURNAL), 5_000);
    run.signal('SIGTERM');
    expect((await run.ended).code).to.equal(130);
    expect(readdirSync(out).sort()).to.deep.equal(['evidence.pcapng', 'run.json']);
    expect(await readRun(out)).to.include({ interrupted: true });
  });

  it('of a later run goes before the report of an earlier one, and that is told', async () => {
    const out = join(folder, 'out');
    expect((await tcpspec(['run', 'rfc9293/3.6/half-close', '--lab', 'model', '--out', out])).code).to.equal(0);
    const earlier = readFileSync(join(out, 'run.json'), 'utf8');
    await killedRun(join(folder, 'killed'));
    writeFileSync(join(out, JOURNAL), readFileSync(join(folder, 'killed', JOURNAL)));
    const { run, err } = await reported(out);
    expect(run.interrupted).to.equal(true);
    expect(err).to.match(/out\/run\.json is of an earlier run, and is not reported: name that file to have it/);
    const named = await tcpspec(['report', join(out, 'run.json'), '--json', '-']);
    expect(named).to.include({ code: 0, out: earlier, err: '' });
  });

  it('is read without the line in which it was cut off', async () => {
    const out = join(folder, 'out');
    await killedRun(out);
    const before = (await reported(out)).run.results.length;
    const journal = join(out, JOURNAL);
    const lines = readFileSync(journal, 'utf8').trimEnd().split('\n');
    const last = lines.findLastIndex((line) => line.startsWith('['));
    truncateSync(journal, lines.slice(0, last).join('\n').length + 40);
    expect((await reported(out)).run.results).to.have.length(before - 1);
  });

  it('is refused when it is of another version, and a run that had no result is told of', async () => {
    const out = join(folder, 'out');
    await killedRun(out);
    const journal = join(out, JOURNAL);
    const [head = ''] = readFileSync(journal, 'utf8').split('\n');
    for (const [text, says] of [
      [`${head}\n`, /was killed before a case had ended: there is nothing to report\. Run the cases again/],
      [
        head.replace(/"version":"[^"]+"/, '"version":"9.9.9"'),
        /it was written by tcpspec 9\.9\.9, and this is .*\. Use that version/,
      ],
      ['', /was killed before it had begun with its cases\. Run them again/],
    ] as const) {
      writeFileSync(journal, text);
      const outcome = await tcpspec(['report', out]);
      expect(outcome.err).to.match(says);
      expect(outcome.code).to.equal(2);
    }
  });

  it('has the target and what passed over the link, of a kernel too', async function () {
    if (whyNoLab()) return this.skip();
    const out = join(folder, 'out');
    await killedRun(out, 60_000, 'netns');
    const { run } = await reported(out);
    expect(validateRun(run)).to.deep.equal([]);
    expect(run.tester.link.received).to.be.above(0);
    expect(run.target.user).to.equal('agent');
  });
});
