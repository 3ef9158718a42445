import { expect } from 'chai';
import { failingLine } from './case-detail.js';
import { columnsOf } from './columns.js';
import type { Result, Run } from './run.js';
import { sampleFailure, sampleResult, sampleRun, sampleStates } from './sample.test-data.js';
import { terminalSummary } from './terminal-summary.js';

describe('the summary on a terminal', () => {
  it('tells a failing case once for both families, with expected, actual, and the failing line marked', () => {
    const text = shown(sampleRun());
    expect(text).to.contain('FAIL  rfc9293/3.10.7.4/syn-received-rst  IPv4 and IPv6\n');
    expect(text).to.contain('      return to LISTEN when a RST arrives in SYN-RECEIVED\n');
    expect(text).to.contain('      expected  silence for 400 ms\n');
    expect(text).to.contain('      actual    Flags [S.], seq 0');
    expect(text).to.match(/\n {6}✗ {4}1\.0037 {2}target {2}Flags \[S\.\]/);
    expect(text.match(/✗ {4}1\.0037/g)).to.have.lengthOf(1);
  });

  it('tells every verdict that went wrong, worst first', () => {
    const headlines = shown(sampleRun()).match(/^(FAIL|ERROR|INCONCLUSIVE|DEVIATES) .*$/gm);
    expect(headlines?.map((line) => line.split('  ')[0])).to.deep.equal(['FAIL', 'INCONCLUSIVE', 'DEVIATES']);
  });

  it('keeps families apart where they differ', () => {
    const results = [sampleFailure(), sampleFailure({ family: 6, actual: 'Flags [R], seq 1, length 0' })];
    const text = shown(sampleRun({ results }));
    expect(text)
      .to.match(/syn-received-rst {2}IPv4\n/)
      .and.match(/syn-received-rst {2}IPv6\n/);
  });

  it('says how often a case failed when it was repeated', () => {
    const results = [1, 2, 3].map((repeat) => sampleFailure({ repeat }));
    expect(shown(sampleRun({ results }))).to.match(/syn-received-rst {2}IPv4, 3 times\n/);
  });

  it('shows the last twelve lines of a long exchange, and counts the others', () => {
    const trace = Array.from({ length: 40 }, (_, n) => ({ at: n, from: 'peer' as const, text: `segment ${n}.` }));
    const text = shown(sampleRun({ results: [sampleFailure({ trace, actual: 'segment 39.' })] }));
    expect(text).to.contain('… 28 earlier\n');
    expect(text.match(/segment \d+\./g)).to.have.lengthOf(13); // actual is the thirteenth
    expect(text).to.match(/✗ .*segment 39\./);
  });

  it('keeps the failing line in view when it is far from the end', () => {
    const trace = Array.from({ length: 40 }, (_, n) => ({ at: n, from: 'target' as const, text: `segment ${n}.` }));
    const text = shown(sampleRun({ results: [sampleFailure({ trace, actual: 'segment 15.' })] }));
    expect(text).to.contain('… 6 earlier\n').and.contain('… 22 later\n');
    expect(text).to.match(/✗ .*segment 15\./);
  });

  it('marks the end of the exchange when nothing that came was wrong in itself', () => {
    expect(failingLine(sampleFailure({ actual: 'nothing within 1000 ms' }))).to.equal(-1);
    const text = shown(sampleRun({ results: [sampleFailure({ actual: 'nothing within 1000 ms' })] }));
    expect(text).to.match(/length 0 \(retra…\n {6}✗ +judged here\n/);
  });

  it('shows the first paragraph of a message, safe to print', () => {
    const text = shown(sampleRun({ results: [sampleFailure({ message: 'went\x1b[2J wrong\n\nthe whole exchange' })] }));
    expect(text).to.contain('      went\\x1b[2J wrong\n').and.not.contain('the whole exchange');
  });

  it('has a row a family, the behaviours, the coverage with its gaps, the time and the place of the report', () => {
    const run = sampleRun();
    const states = sampleStates(['CLOSING', 'LAST-ACK']);
    const text = shown({ ...run, coverage: { ...run.coverage, states } });
    expect(text).to.match(/\n {2}IPv4 +60 +1 +1 +2 +1 +1 +· +66\n {2}IPv6 .* 66\n {2}both .* 132\n/);
    expect(text).to.match(/ {2}rfc5961\/3\.2\/rst-in-window +challenge-ack\n/);
    expect(text).to.contain('  States   9/11 reached, not CLOSING, LAST-ACK\n');
    expect(text).to.contain('  Arcs     3/4 driven\n');
    expect(text).to.contain('LISTEN → SYN-SENT  SEND: the sockets interface has no SEND on a listening socket\n');
    expect(text).to.match(/ {2}Time {5}1 min 02 s; slowest case 84 ms, rfc9293\/3\.5\/case-1 over IPv4\n/);
    expect(text).to.contain('  Report   reports/netns\n');
    expect(text.trimEnd().split('\n').at(-1)).to.match(/^120 PASS 2 FAIL .* 66 cases, 132 results$/);
  });

  it('says when the families behaved differently where the RFC leaves it open', () => {
    const info = { verdict: 'INFO', level: 'may', id: 'open' } as const;
    const results = [
      sampleResult({ ...info, behaviour: 'rst' }),
      sampleResult({ ...info, behaviour: 'silent', family: 6 }),
    ];
    const text = shown(sampleRun({ results }));
    expect(text).to.contain('  open  rst  IPv4 only\n  open  silent  IPv6 only\n');
  });

  it('tells the times that such a case measured', () => {
    const info = { verdict: 'INFO', id: 'time-wait', behaviour: 'kept', measured: { '2-msl': 60_012 } } as const;
    expect(shown(sampleRun({ results: [sampleResult(info)] }))).to.contain('  time-wait  kept, 2-msl 1 min 00 s\n');
  });

  it('tells what disturbed the run', () => {
    const run = sampleRun({ interrupted: true, unstable: [{ id: 'a', family: 4, verdicts: ['PASS', 'FAIL'] }] });
    const lost: Run = { ...run, tester: { ...run.tester, link: { ...run.tester.link, dropped: 3 } } };
    const text = shown(lost);
    expect(text).to.contain('  Lost     3 frames').and.contain('  Stopped  interrupted');
    expect(text).to.contain('  a  IPv4  PASS FAIL\n');
  });

  it('fits 100 columns, and narrower terminals but for what may not be cut', () => {
    const long = sampleFailure({ title: 'word '.repeat(60).trim(), message: 'word '.repeat(60).trim() });
    for (const line of shown(sampleRun({ results: [long] })).split('\n')) expect(columnsOf(line)).to.be.at.most(100);
    expect(terminalSummary(sampleRun(), { columns: 20, colour: false })).to.be.a('string');
    expect(terminalSummary(sampleRun(), { columns: Number.POSITIVE_INFINITY, colour: false })).to.not.contain(
      '(retra…',
    );
  });

  it('is short about many failures: forty in full, the rest by name', () => {
    const results = Array.from({ length: 100 }, (_, n): Result => sampleFailure({ id: `case-${n}` }));
    const text = shown(sampleRun({ results }));
    expect(text.match(/^FAIL {2}case-\d+/gm)).to.have.lengthOf(100);
    expect(text.match(/expected {2}silence/g)).to.have.lengthOf(40);
  });

  it('colours only when asked to', () => {
    expect(shown(sampleRun())).to.not.contain('\x1b');
    expect(terminalSummary(sampleRun(), { columns: 100, colour: true })).to.contain('\x1b[1;31mFAIL\x1b[0m');
  });

  it('says something sensible of a run without results', () => {
    expect(shown(sampleRun({ results: [] }))).to.match(/nothing {2}0 cases, 0 results\n$/);
  });
});

function shown(run: Run): string {
  return terminalSummary(run, { columns: 100, colour: false, reportPath: 'reports/netns' });
}
