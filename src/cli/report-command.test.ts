import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { readRun } from '../report/json.js';
import type { Run } from '../report/run.js';
import { validateRun } from '../report/validate.js';
import { type Outcome, tcpspec, temporaryFolder } from './run-program.fixture.js';

const folder = temporaryFolder();
const CASES = ['rfc9293/3.6/**', 'rfc9293/3.5/**', 'rfc9293/passive/**', 'rfc7323/passive/**'];
const FAULT = ['--fault', 'rst-at-rcv-nxt-ignored'];

/** Runs against the model: the name of the folder, and the arguments. */
const RUNS: Record<string, readonly string[]> = {
  whole: CASES,
  'shard-1': [...CASES, '--shard', '1/3'],
  'shard-2': [...CASES, '--shard', '2/3'],
  'shard-3': [...CASES, '--shard', '3/3'],
  four: ['rfc9293/3.6/**', '--family', '4'],
  six: ['rfc9293/3.6/**', '--family', '6'],
  faulty: ['rfc9293/3.10.7.4/rst-in-*', ...FAULT],
};

describe('the report command', function () {
  this.timeout(120_000);
  const runOf = (name: string): Promise<Run> => readRun(join(folder, name));
  const report = (...args: readonly string[]): Promise<Outcome> => tcpspec(['report', ...args], { cwd: folder });
  const fileOf = (name: string) => readFileSync(join(folder, name), 'utf8');

  before(async () => {
    for (const [name, args] of Object.entries(RUNS)) {
      const outcome = await tcpspec(['run', ...args, '--lab', 'model', '--seed', '7', '--out', join(folder, name)]);
      expect(outcome.code, `${name}: ${outcome.err}`).to.equal(name === 'faulty' ? 1 : 0);
    }
  });

  it('writes each format that is asked for, and nothing else', async () => {
    const files = ['page.html', 'junit.xml', 'summary.md', 'ctrf.json', 'run.json'].map((name) => join('out', name));
    const [html = '', xml = '', md = '', ctrf = '', json = ''] = files;
    const outcome = await report(
      'faulty',
      '--html',
      html,
      '--junit',
      xml,
      '--markdown',
      md,
      '--ctrf',
      ctrf,
      '--json',
      json,
    );
    expect(outcome).to.include({ code: 0, out: '', err: '' });
    expect(readdirSync(join(folder, 'out'))).to.have.members(files.map((file) => file.slice(4)));
    expect(fileOf(html)).to.match(/^<!doctype html>/i);
    expect(fileOf(xml)).to.match(/<failure type="FAIL"/);
    expect(fileOf(md)).to.match(/unexpected result/);
    expect(JSON.parse(fileOf(ctrf)).results.summary.failed).to.be.above(0);
    expect(JSON.parse(fileOf(json))).to.deep.equal(await runOf('faulty'));
  });

  it('writes to standard output for -, and tells the run on it when nothing is asked for', async () => {
    const markdown = await report('faulty', '--markdown', '-');
    expect(markdown.out).to.match(/^## tcpspec: <code>model<\/code>/);
    const told = await report('faulty/run.json');
    expect(told.out)
      .to.match(/^FAIL {2}rfc9293\/3\.10\.7\.4\/rst-in-established/m)
      .and.match(/^ {2}States /m);
    expect(told.code).to.equal(0);
  });

  it('ends with 1 for what is unexpected only when that is asked for', async () => {
    for (const [name, code] of [
      ['faulty', 1],
      ['whole', 0],
    ] as const) {
      const outcome = await report(name, '--markdown', '-', '--fail-on-unexpected');
      expect(outcome.code, name).to.equal(code);
    }
    const part = await report('shard-1', 'shard-2', '--markdown', '-', '--fail-on-unexpected');
    expect(part).to.include({ code: 1, err: 'tcpspec: shards are missing: 3/3\n' });
    expect(part.out).to.include('<code>shard 3/3</code>: there is no run of shard 3/3 among those given');
  });

  it('makes of the shards of a run what the whole run is', async () => {
    const outcome = await report('shard-2', 'shard-3', 'shard-1', '--json', 'merged/run.json');
    expect(outcome).to.include({ code: 0, err: '' });
    const [whole, merged] = [await runOf('whole'), await runOf('merged')];
    expect(validateRun(merged)).to.deep.equal([]);
    expect(found(merged)).to.deep.equal(found(whole));
    expect(merged.coverage).to.deep.equal(whole.coverage);
    expect(merged.summary).to.deep.equal(whole.summary);
    expect(whole.results.length).to.be.above(90);
    const segments = ({ results }: Run) => results.flatMap(({ judged }) => judged?.segments ?? []);
    const more = segments(merged).map((count, n) => count - (segments(whole)[n] ?? 0));
    for (const count of more) expect(count).to.be.within(0, 10); // each shard has its own sanity cases
  });

  it('divides a run so that each result is in one shard alone, but for passive cases', async () => {
    const shards = await Promise.all([1, 2, 3].map((n) => runOf(`shard-${n}`)));
    const ids = (run: Run) => run.results.filter(({ judged }) => !judged).map(({ id, family }) => `${id} ${family}`);
    const all = shards.flatMap(ids);
    expect(new Set(all).size).to.equal(all.length);
    expect(all).to.have.members(ids(await runOf('whole')));
    expect(shards.map(({ shard }) => shard)).to.deep.equal([1, 2, 3].map((number) => ({ number, of: 3 })));
    for (const run of shards) {
      expect(new Set(run.results.map(({ family }) => family)).size).to.equal(2);
      expect(run.results.some(({ judged }) => judged)).to.equal(true);
    }
    const listed = await tcpspec(['run', ...CASES, '--shard', '2/3', '--list']);
    const [, second] = shards as [Run, Run, Run];
    expect(listed.out).to.include(`${new Set(second.results.map(({ id }) => id)).size} cases`);
  });

  it('makes one run of two families, and names the evidence of each', async () => {
    await report('four', 'six', '--json', 'families/run.json');
    const run = await runOf('families');
    expect(run.results.map(({ family }) => family)).to.include.members([4, 6]);
    expect(run.target).to.include({ address4: '192.0.2.1', address6: '2001:db8::1' });
    for (const { family, pcapng } of run.results)
      expect(pcapng.file).to.equal(`${family === 4 ? 'four' : 'six'}/evidence.pcapng`);
  });

  it('says on standard error what it sets aside', async () => {
    const outcome = await report('four', 'whole', '--markdown', '-');
    const { results } = await runOf('four');
    expect(outcome.err).to.equal(
      `tcpspec: ${results.length} results of four set aside for those of whole, which started later\n`,
    );
    expect(outcome.out).to.include(`Results that a later run has again: ${results.length}`);
  });

  it('reports those that there are when one of several cannot be read, and ends with 2', async () => {
    mkdirSync(join(folder, 'broken-off'));
    const outcome = await report('shard-1', 'broken-off', 'shard-2', '--markdown', '-');
    expect(outcome.code).to.equal(2);
    expect(outcome.err).to.match(/^tcpspec: left out: Cannot read broken-off: there is no run\.json in it/m);
    expect(outcome.out).to.include('merged from 2 runs').and.include('shard 3/3');
  });

  const mistakes: Record<string, readonly [args: readonly string[], says: RegExp]> = {
    'runs that do not belong together': [
      ['whole', 'faulty'],
      /do not belong together\. faulty is not of the same as whole: faults none there, rst-at-rcv-nxt-ignored here/,
    ],
    'no run at all': [[], /missing required argument 'runs'/],
    'a folder that is not there': [['nowhere'], /Cannot read nowhere: there is no such file/],
    'the folder of runs': [['.'], /it holds the folders of runs\. Give those: .*four/],
    'two reports in one file': [
      ['whole', '--junit', 'a/x', '--ctrf', './a/x'],
      /--junit and --ctrf would both be written to/,
    ],
    'two reports on standard output': [
      ['whole', '--junit', '-', '--ctrf', '-'],
      /would both be written to standard output/,
    ],
    'a report in place of the run': [['whole', '--json', 'whole/run.json'], /would replace what is to be read/],
  };
  for (const [what, [args, says]] of Object.entries(mistakes)) {
    it(`refuses ${what} with exit 2, and writes nothing`, async () => {
      const before = readdirSync(folder);
      const outcome = await report(...args);
      expect(outcome).to.include({ code: 2, out: '' });
      expect(outcome.err).to.match(says);
      expect(readdirSync(folder)).to.deep.equal(before);
    });
  }

  it('says which option to change when a report cannot be written, and leaves none', async () => {
    mkdirSync(join(folder, 'in-the-way'));
    const outcome = await report('four', '--junit', 'in-the-way');
    expect(outcome.code).to.equal(3);
    expect(outcome.err).to.match(/Cannot write in-the-way: a folder stands where the file should be/);
    writeFileSync(join(folder, 'file'), '');
    expect((await report('four', '--ctrf', 'file/x')).err).to.match(
      /a part of the path is a file.*--ctrf|a file stands where the folder should be.*--ctrf/,
    );
    expect(readdirSync(join(folder, 'in-the-way'))).to.deep.equal([]);
  });

  for (const value of ['0/3', '4/3', '3', 'a/b', '1/0', '1/3/5', '-1/3', '1.5/3', '']) {
    it(`is not needed to see that --shard '${value}' is none`, async () => {
      const outcome = await tcpspec(['run', '--lab', 'model', '--shard', value, '--list']);
      expect(outcome.code).to.equal(2);
      expect(outcome.err).to.match(/--shard.*It must be the number of a part and how many there are|argument missing/s);
    });
  }

  it('finds nothing in a shard of more than there are cases, and says so', async () => {
    const outcome = await tcpspec([
      'run',
      'rfc9293/3.6/half-close',
      '--lab',
      'model',
      '--shard',
      '9/9',
      '--out',
      join(folder, 'empty'),
    ]);
    expect(outcome.code).to.equal(4);
    expect(outcome.err).to.match(/shard 9\/9 has no case: divide what is selected into fewer shards/);
  });
});

/** What a run found of each case, without times and places, which no two runs share, and the number of segments. */
function found({ results }: Run) {
  return results.map(({ id, family, verdict, behaviour, message, judged, states }) => {
    const offending = judged && { cases: judged.cases, offending: judged.offending };
    return {
      id,
      family,
      verdict,
      behaviour,
      message,
      offending,
      states: states.map(({ state, witness }) => `${state} ${witness}`),
    };
  });
}
