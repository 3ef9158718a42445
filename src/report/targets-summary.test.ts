import { expect } from 'chai';
import { summarise } from './summary.js';
import { type TargetRow, targetsSummary } from './targets-summary.js';

const WIDE = { columns: Number.POSITIVE_INFINITY, colour: false };

function row(name: string, more: Partial<TargetRow> = {}): TargetRow {
  return { name, outcome: 'as expected', unexpected: [], ...more };
}

describe('the summary of several targets', () => {
  it('has a line for each', () => {
    const summary = summarise([{ verdict: 'PASS' }, { verdict: 'PASS' }]);
    const text = targetsSummary(
      [
        row('short', { summary, reportPath: 'reports/short/run.json' }),
        row('a-long-name', { outcome: 'not usable', message: 'no link\nand more' }),
      ],
      WIDE,
    );
    expect(text.split('\n')).to.deep.equal([
      '',
      'Targets',
      '  short        as expected  2 PASS  reports/short/run.json',
      '  a-long-name  not usable   no link',
      '',
    ]);
  });

  it('says what was unexpected once, and on which of them', () => {
    const unexpected = [{ id: 'x/y', family: 4, verdict: 'FAIL' } as const];
    const names = ['a', 'b', 'c', 'd', 'e'];
    const text = targetsSummary([row('fine'), ...names.map((name) => row(name, { unexpected }))], WIDE);
    expect(text).to.match(/^\nUnexpected\n {2}FAIL {2}x\/y {2}IPv4 {2}a, b, c and 2 more\n\nTargets\n/);
  });

  it('tells of forty of them, and that there are more', () => {
    const unexpected = Array.from({ length: 42 }, (_, n) => ({ id: `x/${n}`, family: 6, verdict: 'ERROR' }) as const);
    const text = targetsSummary([row('a', { unexpected })], WIDE);
    expect(text.match(/^ {2}ERROR/gm)).to.have.length(40);
    expect(text).to.include('  and 2 more: see the reports\n');
  });

  it('prints no control characters of a target, and cuts to the width', () => {
    const unexpected = [{ id: 'x/y', family: 4, verdict: 'FAIL' } as const];
    const text = targetsSummary([row('a\x1b[2J', { unexpected })], { columns: 20, colour: false });
    expect(text).to.include('\\x1b').and.not.include('\x1b');
    expect(text.split('\n')[2]).to.have.length(20);
  });
});
