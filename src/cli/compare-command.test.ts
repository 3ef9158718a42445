import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { type Outcome, tcpspec, temporaryFolder, whyNoLab } from './run-program.fixture.js';

/** Cases that see both faults, and some that see neither. */
const CASES = ['rfc9293/3.10.7.4/rst-in-*', 'rfc9293/3.10.7.4/syn-*-time-wait', 'rfc6298/2.1/*'];
/** Two faults of the model, as two kernels. */
const FAULTS = ['rst-at-rcv-nxt-ignored', 'iss-constant'] as const;

describe('tcpspec compare', function () {
  this.timeout(120_000);
  let folder: string;
  const at = (name: string) => join(folder, name);
  const text = (name: string) => readFileSync(at(name), 'utf8');
  const run = (name: string, ...args: string[]): Promise<Outcome> =>
    tcpspec(['run', '--lab', 'model', '--seed', '1', '--out', at(name), ...CASES, ...args]);

  before(async () => {
    folder = temporaryFolder();
    const outcomes = [await run('sound'), await run('again')];
    for (const fault of FAULTS) outcomes.push(await run(fault, '--fault', fault));
    expect(outcomes.map(({ code }) => code)).to.deep.equal([0, 0, 1, 1]);
  });

  it('finds nothing between two runs of one target, and no difference is no failure', async () => {
    const { code, out } = await tcpspec(['compare', at('sound'), at('again'), '--fail-on-difference']);
    expect(code).to.equal(0);
    expect(out).to.contain('Alike in every case').and.to.contain('2 runs differ in 0 of');
  });

  it('shows what differs between several, and ends with 1 only when asked to', async () => {
    const runs = ['sound', 'again', ...FAULTS].map(at);
    const { code, out } = await tcpspec(['compare', ...runs]);
    expect(code).to.equal(0);
    expect(out).to.match(/model with rst-at-rcv-nxt-ignored: FAIL — \d+ cases/);
    expect(out).to.contain('rfc9293/3.10.7.4/rst-in-established').and.to.contain('syn-middle-time-wait');
    expect((await tcpspec(['compare', ...runs, '--fail-on-difference'])).code).to.equal(1);
  });

  it('writes Markdown and JSON, each whole, or to standard output', async () => {
    const runs = [at('sound'), at(FAULTS[0])];
    const both = await tcpspec(['compare', ...runs, '--markdown', at('out/c.md'), '--json', '-']);
    expect(both.code).to.equal(0);
    expect(text('out/c.md')).to.match(/^# tcpspec: 2 runs compared\n/);
    expect(JSON.parse(both.out).counts.differing).to.be.greaterThan(0);
    expect(readdirSync(at('out'))).to.deep.equal(['c.md']);
  });

  it('takes a folder of runs for all that are in it', async () => {
    const { out } = await tcpspec(['compare', folder, '--json', '-']);
    expect(JSON.parse(out).columns).to.have.length(4);
  });

  it('says what is wrong with its usage', async () => {
    mkdirSync(at('broken'));
    writeFileSync(at('broken/run.json'), '{"schema":"tcpspec.run/9"}');
    for (const [args, complaint] of [
      [[at('sound')], /one run alone/],
      [[at('sound'), at('nowhere')], /there is no such file/],
      [[at('sound'), at('broken')], /Use the version of tcpspec/],
      [[at('sound'), at('again'), '--tolerance', '1s'], /like 15%/],
      [[at('sound'), at('again'), '--json', '-', '--markdown', '-'], /standard output/],
      [[at('sound'), at('again'), '--json', at('sound/run.json/x')], /Cannot write/],
    ] as const) {
      const { code, err } = await tcpspec(['compare', ...args]);
      expect([code, err], args.join(' ')).to.satisfy(
        ([one, two]: [number, string]) => one === 2 && complaint.test(two),
      );
    }
  });

  it('holds the model against this kernel, where a lab can be made', async function () {
    if (whyNoLab()) return this.skip();
    const made = await tcpspec(['run', '--lab', 'netns', '--out', at('kernel'), 'rfc6298/2.*/*', 'rfc9293/3.4/**']);
    expect(made.code, made.err).to.equal(0);
    const { out } = await tcpspec(['compare', at('sound'), at('kernel'), '--json', '-']);
    const { cases, counts } = JSON.parse(out) as {
      readonly cases: readonly { readonly id: string; readonly cells: readonly { readonly absent?: string }[] }[];
      readonly counts: { readonly open: number };
    };
    expect(counts.open).to.be.greaterThan(0);
    const established = cases.find(({ id }) => id === 'rfc9293/3.10.7.4/rst-in-established');
    expect(established?.cells[1]?.absent).to.equal('not-selected');
  });

  describe('and a list of known deviations', () => {
    const list = () => at('known.yaml');

    it('is made of a run, and then what it lists is expected', async () => {
      const { code, out, err } = await tcpspec(['baseline', at(FAULTS[0])]);
      expect(code).to.equal(0);
      expect(err).to.match(/\d+ without a reason/);
      writeFileSync(list(), out);
      const again = await run('known', '--fault', FAULTS[0], '--baseline', list());
      expect(again.code, again.err).to.equal(0);
      expect(again.out).to.match(/\d+ without a reason: write it where the list says TODO/);
    });

    it('ends a run with 1 when an entry is stale, and when something else fails', async () => {
      expect((await run('stale', '--baseline', list())).code).to.equal(1);
      const other = await run('other', '--fault', FAULTS[1], '--baseline', list());
      expect(other.code).to.equal(1);
      expect(other.out).to.contain('Entries of the baseline that no longer hold');
    });

    it('is rewritten after a run: what holds as it was written, the rest as it is now', async () => {
      const explained = `# Ours.\n\n${text('known.yaml').replace(/TODO: w(hy|here)[^"]*/g, 'explained')}`;
      writeFileSync(list(), explained);
      const same = await run('same', '--fault', FAULTS[0], '--baseline', list(), '--update-baseline');
      expect(same.code, same.err).to.equal(0);
      expect(text('known.yaml')).to.equal(explained);
      const other = await run('other', '--fault', FAULTS[1], '--baseline', list(), '--update-baseline');
      expect(other.code, other.err).to.equal(0);
      expect(other.out).to.match(/known\.yaml: \d+ added, 0 changed, \d+ removed/);
      expect(text('known.yaml')).to.contain('# Ours.').and.to.contain('TODO').and.not.to.contain('explained');
      expect((await run('after', '--fault', FAULTS[1], '--baseline', list())).code).to.equal(0);
    });

    it('is begun where there is none, and only where a file was named', async () => {
      const begun = await run('begun', '--fault', FAULTS[0], '--baseline', at('new.yaml'), '--update-baseline');
      expect(begun.code).to.equal(0);
      expect(text('new.yaml')).to.contain('- id: rfc9293/3.10.7.4/rst-in-established');
      const unnamed = await run('begun', '--update-baseline');
      expect([unnamed.code, unnamed.err]).to.satisfy(
        ([code, err]: [number, string]) => code === 2 && /--baseline FILE/.test(err),
      );
    });
  });

  describe('and an earlier run', () => {
    it('ends a run with 1 for a regression alone, and tells it', async () => {
      const worse = await run('worse', '--fault', FAULTS[0], '--baseline', at('none.yaml'), '--update-baseline');
      expect(worse.code).to.equal(0);
      const regressed = await run('worse', '--fault', FAULTS[0], '--against', at('sound'));
      expect(regressed.code).to.equal(1);
      expect(regressed.out).to.match(/Regressions \(\d+\)\n {4}rfc9293/);
      const mended = await run('worse', '--against', at('worse'));
      expect(mended.code).to.equal(0);
      expect(mended.out)
        .to.match(/Fixes \(\d+\)/)
        .and.not.to.contain('Regressions');
    });

    it('has to be there before anything is run', async () => {
      const { code, err } = await run('unmade', '--against', at('nowhere'));
      expect([code, err]).to.satisfy(([one, two]: [number, string]) => one === 2 && /no such file/.test(two));
      expect(readdirSync(folder)).not.to.include('unmade');
    });
  });
});
