import { expect } from 'chai';
import { mergeRuns } from './merge.js';
import { ReportError } from './report-error.js';
import type { Result, Run } from './run.js';
import { sampleFailure, sampleResult, sampleRun } from './sample.test-data.js';
import { validateRun } from './validate.js';

const IDS = ['a/one', 'a/two', 'a/three', 'a/passive/rule'];
const MONDAY = '2025-03-03T09:00:00.000Z';
const TUESDAY = '2025-03-04T09:00:00.000Z';

describe('merging runs', () => {
  it('gives a run of the documented form, in the order of the suites, with everything of both', () => {
    const four = runOf([result('a/three'), result('a/one')], { startedAt: TUESDAY });
    const six = runOf([result('a/two', { family: 6 }), result('a/one', { family: 6 })], { seed: 8 });
    const { run, notes } = merged({ four, six });
    expect(validateRun(run)).to.deep.equal([]);
    expect(run.results.map(({ id, family }) => `${id} ${family}`)).to.deep.equal([
      ...['a/one 4', 'a/one 6', 'a/two 6', 'a/three 4'],
    ]);
    expect(notes).to.deep.equal([]);
    expect(run.merged?.parts.map(({ from, seed, results }) => ({ from, seed, results }))).to.deep.equal([
      { from: 'six', seed: 8, results: 2 },
      { from: 'four', seed: 7, results: 2 },
    ]);
    expect(run.results.map(({ pcapng }) => pcapng.file)).to.deep.equal([
      ...['four', 'six', 'six', 'four'].map((folder) => `${folder}/evidence.pcapng`),
    ]);
    expect(run.startedAt).to.equal(MONDAY);
    expect(run.results[0]?.startedMs).to.equal(24 * 3_600_000 + 12.5);
    expect(run.durationMs).to.equal(24 * 3_600_000 + four.durationMs);
  });

  it('leaves a single run as it is', () => {
    expect(merged({ one: sampleRun() }).run).to.deep.equal(sampleRun());
  });

  it('lets the result of the run stand that started last, and tells what it sets aside', () => {
    const monday = runOf([sampleFailure({ id: 'a/one' }), result('a/two')]);
    const tuesday = runOf([result('a/one')], { startedAt: TUESDAY });
    for (const sources of [
      { monday, tuesday },
      { tuesday, monday },
    ]) {
      const { run, notes } = merged(sources);
      expect(run.summary).to.include({ PASS: 2, FAIL: 0 });
      expect(run.merged?.superseded).to.deep.equal([
        { id: 'a/one', family: 4, verdict: 'FAIL', from: 'monday', by: 'tuesday' },
      ]);
      expect(notes).to.deep.equal(['1 result of monday set aside for those of tuesday, which started later']);
    }
  });

  it('lets the later argument stand when both started at once, as on virtual time', () => {
    const first = runOf([sampleFailure({ id: 'a/one' })]);
    const second = runOf([result('a/one')], { seed: 8 });
    expect(merged({ first, second }).run.summary).to.include({ PASS: 1, FAIL: 0 });
    expect(merged({ second, first }).run.summary).to.include({ PASS: 0, FAIL: 1 });
  });

  it('takes the same run once', () => {
    const { run, notes } = merged({ here: runOf([result('a/one')]), again: runOf([result('a/one')]) });
    expect(run.results).to.have.length(1);
    expect(notes).to.deep.equal(['again is the same run as here: it is taken once']);
  });

  const strangers: Record<string, readonly [fields: Partial<Run>, says: RegExp]> = {
    'another version': [
      { tool: { name: 'tcpspec', version: '9.9.9' } },
      /tcpspec tcpspec 0\.1\.0 there, tcpspec 9\.9\.9/,
    ],
    'another target': [{ target: { ...sampleRun().target, name: 'other' } }, /target netns there, other here/],
    'another kernel': [
      { target: { ...sampleRun().target, kernel: '9.9' } },
      /system Linux 6\.1\.0 there, Linux 9\.9 here/,
    ],
    'another user': [{ target: { ...sampleRun().target, user: 'services' } }, /user calls by agent there, services/],
    'faults switched on': [{ target: { ...sampleRun().target, faults: ['x'] } }, /faults none there, x here/],
    'another setting': [
      { target: { ...sampleRun().target, settings: { 'net.ipv4.tcp_syncookies': 1 } } },
      /tcp_congestion_control reno there, unknown here; net\.ipv4\.tcp_syncookies 0 there, 1 here/,
    ],
    'other shards': [{ shard: { number: 2, of: 4 } }, /shards of 3 there, of 4 here/],
  };
  for (const [what, [fields, says]] of Object.entries(strangers)) {
    it(`refuses runs with ${what}, and says so`, () => {
      const first = runOf([result('a/one')], { shard: { number: 1, of: 3 } });
      const second = runOf([result('a/two')], fields);
      expect(() => merged({ first, second }))
        .to.throw(ReportError, says)
        .with.property('message')
        .that.includes('tcpspec compare');
    });
  }

  it('takes runs of boards of a kind, which have each its own address, and says so', () => {
    const second = { target: { ...sampleRun().target, address4: '192.0.2.9' }, seed: 8 };
    const { run, notes } = merged({ first: runOf([result('a/one')]), second: runOf([result('a/two')], second) });
    expect(run.target).to.include({ address6: '2001:db8::1' }).and.not.have.property('address4');
    expect(run.merged?.parts.map(({ address4 }) => address4)).to.deep.equal(['192.0.2.1', '192.0.2.9']);
    expect(notes).to.deep.equal(['the target was at several addresses: 192.0.2.1, 192.0.2.9']);
  });

  it('says which shards are missing', () => {
    const shard = (number: number) =>
      runOf([result(IDS[number - 1] ?? '')], { shard: { number, of: 4 }, seed: number });
    const { run, notes } = merged({ a: shard(3), b: shard(1) });
    expect(run.merged?.missing).to.deep.equal([2, 4].map((number) => ({ number, of: 4 })));
    expect(notes).to.deep.equal(['shards are missing: 2/4, 4/4']);
    expect(merged({ a: shard(1), b: shard(2), c: shard(3), d: shard(4) }).run.merged).not.to.have.property('missing');
  });

  it('is interrupted when one of them was, and says which', () => {
    const { run, notes } = merged({
      a: runOf([result('a/one')], { interrupted: true }),
      b: runOf([result('a/two')], { seed: 8 }),
    });
    expect(run.interrupted).to.equal(true);
    expect(notes).to.deep.equal(['a was stopped before all its cases had run']);
  });

  it('sums up what passive cases judged, and shows the first exchange that breaks the rule', () => {
    const rule = (fields: Partial<Result>) => result('a/passive/rule', fields);
    const kept = rule({ judged: { segments: 10, offending: 0, cases: [] } });
    const nothing = rule({ verdict: 'INCONCLUSIVE', judged: { segments: 0, offending: 0, cases: [] } });
    const broken = (offender: string, message: string) =>
      rule({ verdict: 'FAIL', message, judged: { segments: 5, offending: 2, cases: [offender] } });
    const [two, one] = ['a/two', 'a/one'].map((id) =>
      broken(id, `it is wrong (2 of 5 segments, in 1 case, first in ${id} IPv4)`),
    );
    const { run } = merged({
      a: runOf([nothing]),
      b: runOf([two as Result], { seed: 8 }),
      c: runOf([kept], { seed: 9 }),
      d: runOf([one as Result], { seed: 10 }),
    });
    expect(run.results).to.have.length(1);
    expect(run.results[0]).to.deep.include({
      verdict: 'FAIL',
      message: 'it is wrong (4 of 20 segments, in 2 cases, first in a/one IPv4)',
      judged: { segments: 20, offending: 4, cases: ['a/one', 'a/two'] },
    });
    expect(run.results[0]?.pcapng.file).to.equal('d/evidence.pcapng');
    expect(run.merged?.superseded).to.deep.equal([]);
  });

  it('keeps an entry of the baseline stale only while nothing that stands is known', () => {
    const stale = [{ id: 'a/one', family: 4 as const, listed: 'FAIL', found: 'PASS' }];
    const known = { reason: 'as ever', reference: 'tcp.c' };
    const monday = runOf([result('a/one')], { stale });
    const tuesday = runOf([sampleFailure({ id: 'a/one', known })], { startedAt: TUESDAY });
    expect(merged({ monday, tuesday }).run.stale).to.equal(undefined);
    expect(merged({ monday, b: runOf([result('a/two')], { seed: 8 }) }).run.stale).to.deep.equal(stale);
  });

  it('counts repetitions together, and says which do not agree', () => {
    const a = runOf([result('a/one'), result('a/one', { repeat: 2 })]);
    const b = runOf([sampleFailure({ id: 'a/one', repeat: 3 })], { seed: 8 });
    expect(merged({ a, b }).run.unstable).to.deep.equal([{ id: 'a/one', family: 4, verdicts: ['PASS', 'FAIL'] }]);
  });

  it('counts coverage anew from what stands', () => {
    const arc = (driven: boolean) => {
      const about = {
        from: 'SYN-RECEIVED',
        to: 'ESTABLISHED',
        event: 'rcv ACK of SYN',
        driven,
        cases: ['a/one'],
      } as const;
      return driven ? about : { ...about, reason: 'a/one: FAIL: no' };
    };
    const coverage = (driven: boolean): Run['coverage'] => ({
      ...sampleRun().coverage,
      arcs: [arc(driven)],
      requirements: [
        { id: 'MUST-1', level: 'must', status: 'tested', cases: ['a/one'], verdict: driven ? 'PASS' : 'FAIL' },
      ],
    });
    const good = runOf([result('a/one')], { coverage: coverage(true) });
    const bad = runOf([sampleFailure({ id: 'a/one' })], { coverage: coverage(false), startedAt: TUESDAY });
    const { coverage: worse } = merged({ good, bad }).run;
    expect(worse.arcs).to.deep.equal([arc(false)]);
    expect(worse.requirements[0]?.verdict).to.equal('FAIL');
    const { coverage: better } = merged({ good, bad: { ...bad, startedAt: '2025-03-01T00:00:00Z' } }).run;
    expect(better.arcs).to.deep.equal([arc(true)]);
    expect(better.requirements[0]?.verdict).to.equal('PASS');
    expect(better.states.ESTABLISHED).to.deep.equal({ reached: true, witnesses: ['wire'], cases: ['a/one'] });
    expect(better.states.CLOSING.reached).to.equal(false);
  });

  it('names the cases that did not drive an arc where others did', () => {
    const arc = { from: 'SYN-RECEIVED', to: 'ESTABLISHED', event: 'rcv ACK of SYN' } as const;
    const arcs = (fields: Pick<Run['coverage']['arcs'][number], 'driven' | 'cases' | 'inVain' | 'reason'>) => ({
      coverage: { ...sampleRun().coverage, arcs: [{ ...arc, ...fields }] },
    });
    const good = runOf(
      [result('a/one'), sampleFailure({ id: 'a/three' })],
      arcs({ driven: true, cases: ['a/one'], inVain: ['a/three'] }),
    );
    const bad = runOf(
      [sampleFailure({ id: 'a/two' })],
      arcs({ driven: false, cases: ['a/two'], reason: 'a/two: FAIL: no' }),
    );
    const { coverage } = merged({ bad, good }).run;
    expect(coverage.arcs).to.deep.equal([{ ...arc, driven: true, cases: ['a/one'], inVain: ['a/two', 'a/three'] }]);
  });

  it('sums up what passed over the links, and says nothing of losses that one of them could not see', () => {
    const link = (dropped: number | null) => ({ ...sampleRun().tester, link: { ...sampleRun().tester.link, dropped } });
    const a = runOf([result('a/one')], { tester: link(2) });
    const b = runOf([result('a/two')], { tester: link(3), seed: 8 });
    expect(merged({ a, b }).run.tester.link).to.include({ received: 96_420, sent: 79_954, dropped: 5 });
    expect(merged({ a, b: { ...b, tester: link(null) } }).run.tester.link.dropped).to.equal(null);
  });

  it('can be done in steps, and forgets nothing of the earlier ones', () => {
    const part = (n: number, id: string) => runOf([sampleFailure({ id })], { seed: n });
    const first = merged({ a: part(1, 'a/one'), b: part(2, 'a/one') }).run;
    const { run } = merged({ 'x/ab': first, c: part(3, 'a/two') });
    expect(run.merged?.parts.map(({ from }) => from)).to.deep.equal(['a', 'b', 'c']);
    expect(run.merged?.superseded).to.have.length(1);
    expect(run.results.map(({ pcapng }) => pcapng.file)).to.deep.equal(['b/evidence.pcapng', 'c/evidence.pcapng']);
  });
});

function merged(sources: Readonly<Record<string, Run>>) {
  return mergeRuns(
    Object.entries(sources).map(([from, run]) => ({ from, run })),
    IDS,
  );
}

function result(id: string, fields: Partial<Result> = {}): Result {
  return sampleResult({ id, ...fields });
}

function runOf(results: readonly Result[], fields: Partial<Run> = {}): Run {
  return sampleRun({ results, startedAt: MONDAY, ...fields });
}
