import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect } from 'chai';
import { readRun, writeRun } from '../report/json.js';
import type { Run } from '../report/run.js';
import { summarise } from '../report/summary.js';
import { validateRun } from '../report/validate.js';
import { against, layCable, startInTester } from './hand-made.fixture.js';
import { type Outcome, tcpspec, temporaryFolder, whyNoLab } from './run-program.fixture.js';

const folder = temporaryFolder();

/** Runs in a lab: the name of the report's folder, and the arguments. Those of links are made one by one: where the process takes the stamps, company holds it up. */
const OF_LINKS: Record<string, readonly string[]> = {
  cap: ['rfc9293/3.6/**', '--link', 'cap'],
  usual: ['rfc9293/3.6/**'],
  raw: ['rfc9293/3.6/**', '--link', 'raw'],
};
const RUNS: Record<string, readonly string[]> = {
  repeated: ['sanity', '--repeat', '2', '--seed', '7', '--concurrency', '1'],
  told: ['sanity', '--reporter', 'spec', '--family', '6'],
  skipping: ['rfc9293/3.6/**', '--skip', 'rfc9293/3.6/half-close*', '--level', 'must', '--state', 'closing'],
  grepping: ['--grep', 'shake hands.*close', '--family', '4'],
};

describe('the options of a run', function () {
  this.timeout(60_000);
  const outcomes = new Map<string, Outcome>();
  const run = (name: string): Promise<Run> => readRun(join(folder, name));

  before(async function () {
    if (whyNoLab()) this.skip();
    const make = async ([name, args]: [string, readonly string[]]) => {
      outcomes.set(name, await tcpspec(['run', ...args, '--lab', 'netns', '--out', join(folder, name)]));
    };
    await Promise.all(Object.entries(RUNS).map(make));
    for (const each of Object.entries(OF_LINKS)) await make(each);
  });

  it('all lead to runs that succeed and to reports of the documented form', async () => {
    for (const name of Object.keys({ ...RUNS, ...OF_LINKS })) {
      expect(outcomes.get(name), name).to.include({ code: 0 });
      expect(validateRun(await run(name)), name).to.deep.equal([]);
    }
  });

  it('--link cap and --link raw lead to the verdicts of the usual one, --link packet', async () => {
    const verdicts = ({ results }: Run) =>
      results.map(({ id, family, verdict, behaviour = '' }) => `${id} ${family} ${verdict} ${behaviour}`);
    const runs = await Promise.all(['usual', 'cap', 'raw'].map(run));
    const [usual] = runs as [Run];
    expect(usual.results.length).to.be.above(8);
    for (const each of runs) expect(verdicts(each)).to.deep.equal(verdicts(usual));
    const links = runs.map(({ tester: { link } }) => [link.kind, link.timestamps]);
    expect(links).to.deep.equal([
      ['packet', 'kernel'],
      ['cap', 'process'],
      ['raw', 'process'],
    ]);
    expect(usual.tester.link.dropped).to.equal(0);
  });

  it('--link raw takes its firewall table away, also when interrupted', async () => {
    const wire = layCable();
    try {
      await wire.agent();
      const stopped = startInTester(wire, against(wire, 'sanity', 'rfc9293/3.6/close-wait*', '--link', 'raw'));
      await stopped.says(/^sanity .*PASS/m);
      expect(wire.tester('nft', 'list', 'tables')).to.match(/^table inet tcpspec_\d+\n$/);
      stopped.signal('SIGINT');
      expect((await stopped.ended).code).to.equal(130);
      expect(wire.tester('nft', 'list', 'tables')).to.equal('');
    } finally {
      wire.remove();
    }
  });

  it('--repeat, --seed and --concurrency are kept to', async () => {
    const { results, seed } = await run('repeated');
    expect(results.map(({ family, repeat }) => `${family}#${repeat ?? 1}`)).to.deep.equal(['4#1', '4#2', '6#1', '6#2']);
    expect(seed).to.equal(7);
    const [first, second] = results;
    const end = (first?.startedMs ?? 0) + (first?.durationMs ?? 0);
    expect(second?.startedMs).to.be.at.least(end);
  });

  it('--reporter tells in the words of mocha, --family of one family', async () => {
    expect(outcomes.get('told')?.out).to.match(/✔ shake hands, carry data both ways and close \[IPv6\]/);
    expect((await run('told')).results.map(({ family }) => family)).to.deep.equal([6]);
  });

  it('--skip, --level, --state and --grep select', async () => {
    const [cap, skipping, grepping] = [await run('cap'), await run('skipping'), await run('grepping')];
    expect(skipping.results.length).to.be.within(1, cap.results.length - 1);
    for (const { id, level } of skipping.results) {
      expect(id).not.to.match(/half-close/);
      expect(level).to.equal('must');
    }
    expect(grepping.results.map(({ id, family }) => `${id} ${family}`)).to.deep.equal(['sanity/life 4']);
  });

  it('--last-failed has nothing to run after a run that succeeded', async () => {
    const again = await tcpspec(['run', '--last-failed', '--lab', 'netns', '--out', join(folder, 'cap')]);
    expect(again).to.include({ code: 4, err: `tcpspec: nothing failed in the run in ${join(folder, 'cap')}\n` });
  });

  it('--last-failed runs again what failed, in its family, and no more', async () => {
    const { results, ...rest } = await run('cap');
    const failed = results.map((result, n) => (n === 3 ? { ...result, verdict: 'FAIL' as const } : result));
    const out = join(folder, 'failed');
    await writeRun(out, { ...rest, results: failed, summary: summarise(failed) });
    const again = await tcpspec(['run', '--last-failed', '--lab', 'netns', '--out', out]);
    expect(again.code).to.equal(0);
    const { results: second } = await readRun(out);
    expect(second.map(({ id, family }) => [id, family])).to.deep.equal([[results[3]?.id, results[3]?.family]]);
  });

  it('the frames of each result are its own in the evidence', async function () {
    if (spawnSync('tshark', ['--version']).error) this.skip();
    for (const name of ['usual', 'cap', 'raw', 'repeated']) {
      const { results, target } = await run(name);
      const frames = framesOf(join(folder, name, 'evidence.pcapng'));
      const places = results.map(({ pcapng }) => [pcapng.first, pcapng.first + pcapng.count] as const);
      const inOrder = places.sort(([a], [b]) => a - b).flat();
      expect(inOrder).to.deep.equal([...inOrder].sort((a, b) => a - b)); // none overlaps another
      for (const { id, family, repeat = 1, attempts = 1, pcapng, trace } of results) {
        const own = frames.slice(pcapng.first - 1, pcapng.first - 1 + pcapng.count);
        const label = `${id} IPv${family}${repeat > 1 ? ` #${repeat}` : ''}${attempts > 1 ? ' (again)' : ''}`;
        const address = (family === 4 ? target.address4 : target.address6) ?? '';
        expect(new Set(own.map(({ comment }) => comment))).to.deep.equal(new Set([label]));
        expect(own.every(({ ends }) => ends.includes(address))).to.equal(true);
        expect(own.filter(({ tcp }) => tcp).length).to.be.at.least(trace.length);
        const filed = frames.filter(({ comment }) => comment === label).length;
        if (id.startsWith('sanity/') && repeat === 1)
          expect(filed).to.be.above(pcapng.count); // it ran before and after the others too
        else expect(filed).to.equal(pcapng.count);
      }
    }
  });
});

interface Seen {
  readonly comment: string;
  readonly ends: readonly string[];
  readonly tcp: boolean;
}

function framesOf(file: string): Seen[] {
  const names = ['frame.comment', 'ip.src', 'ip.dst', 'ipv6.src', 'ipv6.dst', 'tcp.seq'];
  const args = ['-r', file, '-T', 'fields', ...names.flatMap((name) => ['-e', name])];
  const text = execFileSync('tshark', args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: 1 << 26,
  });
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => {
      const [comment = '', ...fields] = line.split('\t');
      return { comment, ends: fields.slice(0, 4), tcp: (fields[4] ?? '') !== '' };
    });
}
