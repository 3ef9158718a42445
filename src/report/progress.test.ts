import { expect } from 'chai';
import { columnsOf } from './columns.js';
import { paint } from './paint.js';
import { ProgressView } from './progress.js';
import { failureLine, sectionLine, sectionTitle, statusLine } from './progress-lines.js';
import { type Outcome, type PlannedCase, Progress } from './progress-state.js';

const plan: PlannedCase[] = [
  { id: 'a', family: 4, section: '3.5 opening', expectedMs: 100 },
  { id: 'a', family: 6, section: '3.5 opening', expectedMs: 100 },
  { id: 'b', family: 4, section: '3.6 closing', expectedMs: 60_000 },
  { id: 'c', family: 4, section: '3.6 closing', expectedMs: 5_000, exclusive: true },
];
const plain = paint(false);

describe('the count of progress', () => {
  it('estimates the time left from the longest remaining case and what runs alone after it', () => {
    const progress = new Progress(plan);
    expect(progress.snapshot(0).leftMs).to.equal(65_000);
    progress.started({ id: 'b', family: 4 }, 0);
    expect(progress.snapshot(10_000)).to.include({ leftMs: 55_000, running: 1, done: 0, total: 4 });
    expect(progress.snapshot(90_000).leftMs).to.equal(5_100);
    progress.finished({ id: 'b', family: 4, verdict: 'PASS' });
    expect(progress.snapshot(90_000)).to.include({ leftMs: 5_100, running: 0, done: 1 });
  });

  it('has those that run alone overlap with a bystander', () => {
    const progress = new Progress([...plan, { id: 'd', family: 4, section: 's', expectedMs: 64_000, bystander: true }]);
    expect(progress.snapshot(0).leftMs).to.equal(65_000);
    progress.finished({ id: 'b', family: 4, verdict: 'PASS' });
    expect(progress.snapshot(0).leftMs).to.equal(64_000);
    progress.started({ id: 'd', family: 4 }, 0);
    expect(progress.snapshot(60_000).leftMs).to.equal(5_100);
    progress.finished({ id: 'c', family: 4, verdict: 'PASS' });
    expect(progress.snapshot(60_000).leftMs).to.equal(4_000);
  });

  it('shares the rest out when fewer cases run at once than are left', () => {
    const many = Array.from({ length: 100 }, (_, n): PlannedCase => {
      return { id: `case-${n}`, family: 4, section: 's', expectedMs: 1000 };
    });
    expect(new Progress(many, 10).snapshot(0).leftMs).to.equal(10_000);
  });

  it('gives a section when its last case has finished, in whatever order they finish', () => {
    const progress = new Progress(plan);
    expect(progress.finished({ id: 'a', family: 6, verdict: 'FAIL' })).to.equal(undefined);
    expect(progress.finished({ id: 'c', family: 4, verdict: 'PASS' })).to.equal(undefined);
    expect(progress.finished({ id: 'a', family: 4, verdict: 'PASS' })).to.deep.equal({
      section: '3.5 opening',
      planned: 2,
      verdicts: ['FAIL', 'PASS'],
    });
    expect(progress.unfinished().map(({ section }) => section)).to.deep.equal(['3.6 closing']);
    expect(progress.snapshot(0)).to.include({ failed: 1, lastFailed: 'a' });
  });

  it('counts repetitions apart', () => {
    const repeated = [1, 2].map((repeat): PlannedCase => ({ id: 'a', family: 4, repeat, section: 's', expectedMs: 1 }));
    const progress = new Progress(repeated);
    expect(progress.finished({ id: 'a', family: 4, repeat: 1, verdict: 'PASS' })).to.equal(undefined);
    expect(progress.finished({ id: 'a', family: 4, repeat: 2, verdict: 'PASS' })).to.include({ planned: 2 });
  });

  it('does not lose its way over a result that was not planned', () => {
    const progress = new Progress([]);
    expect(progress.finished({ id: 'stray', family: 4, verdict: 'ERROR' })).to.equal(undefined);
    expect(progress.snapshot(0)).to.include({ total: 1, done: 1, failed: 1, leftMs: 0 });
  });
});

describe('the status line', () => {
  const half = { total: 200, done: 100, failed: 2, running: 64, leftMs: 41_000, lastFailed: 'rfc9293/3.5/東京\x1b[2J' };

  it('shows what is done, failed and running, and the time left', () => {
    expect(statusLine(half, 200, plain)).to.equal(
      '━━━━━━━━━━──────────   100/200   2 failed   64 running   about 45 s left   last failed rfc9293/3.5/東京\\x1b[2J',
    );
    expect(statusLine({ total: 1, done: 1, failed: 0, running: 0, leftMs: 0 }, 40, plain)).to.equal('1/1');
    expect(statusLine({ total: 0, done: 0, failed: 0, running: 0, leftMs: 0 }, 99, plain)).to.match(/^━+ {3}0\/0$/);
  });

  it('is never wider than the terminal, whatever its width', () => {
    for (let columns = 1; columns <= 120; columns += 1) {
      expect(columnsOf(statusLine(half, columns, plain))).to.be.at.most(columns);
    }
  });

  it('is as wide with colours as without', () => {
    for (let columns = 4; columns <= 120; columns += 1) {
      const coloured = statusLine(half, columns, paint(true));
      // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are made of them
      expect(coloured.replace(/\x1b\[[\d;]*m/g, '')).to.equal(statusLine(half, columns, plain));
    }
  });
});

describe('lines of progress', () => {
  it('tell a section by its verdicts', () => {
    const tally = { section: '3.6 closing', planned: 3, verdicts: ['PASS', 'FAIL', 'PASS'] as const };
    expect(sectionLine(tally)).to.match(/^3\.6 closing +2 PASS 1 FAIL$/);
    expect(sectionLine({ ...tally, planned: 9 })).to.match(/2 PASS 1 FAIL {2}\(3 of 9 ran\)$/);
  });

  it('tell a failing case on one line, with nothing from the wire that could act on the terminal', () => {
    const outcome: Outcome = { id: 'x/y', family: 6, verdict: 'FAIL', message: 'got \x1b[31m\nand more', repeat: 3 };
    expect(failureLine(outcome)).to.equal('FAIL  x/y  IPv6 #3  got \\x1b[31m');
  });

  it('name a section after its file', () => {
    expect(sectionTitle('suites/rfc9293/3.6-closing.ts')).to.equal('3.6 closing');
    expect(sectionTitle('suites/rfc5961/3-reset-attack.js')).to.equal('RFC 5961 3 reset attack');
    expect(sectionTitle('suites/sanity.ts')).to.equal('sanity');
  });
});

describe('the view of progress', () => {
  function view(terminal: { isTTY?: boolean; columns?: number }, environment: Record<string, string> = {}) {
    const written: string[] = [];
    let nowMs = 0;
    const shown = new ProgressView(plan, {
      terminal: { ...terminal, write: (text) => written.push(text) },
      environment,
      now: () => nowMs,
    });
    return { shown, written, advance: (ms: number) => (nowMs += ms) };
  }

  it('is a line a section and a line a failing case where there is no terminal', () => {
    const { shown, written } = view({});
    shown.caseStarted({ id: 'a', family: 4 });
    shown.caseFinished({ id: 'a', family: 4, verdict: 'FAIL', message: 'no RST came' });
    shown.caseFinished({ id: 'a', family: 6, verdict: 'PASS' });
    shown.caseFinished({ id: 'b', family: 4, verdict: 'DEVIATES' });
    shown.close();
    expect(written.map((line) => line.replace(/ {2,}/g, '  '))).to.deep.equal([
      'FAIL  a  IPv4  no RST came\n',
      '3.5 opening  1 PASS 1 FAIL\n',
      '3.6 closing  1 DEVIATES  (1 of 2 ran)\n',
    ]);
  });

  it('is one rewritten line on a terminal, a column short of its width, gone at the end', () => {
    const { shown, written, advance } = view({ isTTY: true, columns: 30 }, { NO_COLOR: '1' });
    shown.caseStarted({ id: 'a', family: 4 });
    advance(1000);
    shown.caseFinished({ id: 'a', family: 4, verdict: 'FAIL' });
    shown.close();
    expect(written).to.deep.equal([
      '\r0/4   1 running   about 65 s…\x1b[K',
      '\r1/4   1 failed   about 65 s …\x1b[K',
      '\r\x1b[K',
    ]);
  });

  it('does not draw more often than can be seen', () => {
    const { shown, written } = view({ isTTY: true, columns: 80 });
    for (let n = 0; n < 1000; n += 1) shown.caseFinished({ id: `case-${n}`, family: 4, verdict: 'PASS' });
    shown.close();
    expect(written).to.have.lengthOf(2);
  });

  it('puts notes above the status line', () => {
    const { shown, written } = view({ isTTY: true, columns: 20 }, { NO_COLOR: '1' });
    shown.note('the link is\x07 slow');
    shown.close();
    expect(written.slice(0, 2)).to.deep.equal(['\r\x1b[K', 'the link is\\x07 slow\n']);
    expect(written[2]).to.match(/^\r0\/4/);
  });

  it('does not rewrite lines on a terminal that cannot', () => {
    const { shown, written } = view({ isTTY: true }, { TERM: 'dumb' });
    shown.caseFinished({ id: 'a', family: 4, verdict: 'PASS' });
    shown.caseFinished({ id: 'a', family: 6, verdict: 'PASS' });
    shown.close();
    expect(written.join('')).to.match(/^3\.5 opening +2 PASS\n$/);
  });
});
