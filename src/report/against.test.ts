import { expect } from 'chai';
import fc from 'fast-check';
import { type Against, earlierRun, hasRegressed, runAgainst } from './against.js';
import type { Result } from './run.js';
import { sampleResult, sampleRun } from './sample.test-data.js';
import { exitCodeBeside } from './summary.js';
import { terminalSummary } from './terminal-summary.js';

const runOf = (...results: readonly Partial<Result>[]) => sampleRun({ results: results.map(sampleResult) });
const against = (before: readonly Partial<Result>[], after: readonly Partial<Result>[], ids = ['a', 'b', 'c']) =>
  runAgainst(runOf(...after), earlierRun(runOf(...before)), ids);
const lists = ['regressions', 'fixes', 'changes', 'unjudged', 'added'] as const;
/** In which lists the one case stands. */
const where = (told: Against) => lists.filter((list) => told[list].length > 0);

describe('a run against an earlier one', () => {
  for (const [before, after, list] of [
    ['PASS', 'FAIL', 'regressions'],
    ['PASS', 'DEVIATES', 'regressions'],
    ['INFO', 'DEVIATES', 'regressions'],
    ['DEVIATES', 'FAIL', 'regressions'],
    ['FAIL', 'DEVIATES', 'fixes'],
    ['FAIL', 'PASS', 'fixes'],
    ['DEVIATES', 'INFO', 'fixes'],
    ['PASS', 'INFO', 'changes'],
    ['PASS', 'INCONCLUSIVE', 'unjudged'],
    ['FAIL', 'UNSUPPORTED', 'unjudged'],
    ['PASS', 'ERROR', 'unjudged'],
  ] as const) {
    it(`counts ${before} that is ${after} now among its ${list}`, () => {
      const told = against([{ id: 'a', verdict: before }], [{ id: 'a', verdict: after }]);
      expect(where(told)).to.deep.equal([list]);
      expect(hasRegressed(told)).to.equal(list === 'regressions');
    });
  }

  it('tells another behaviour as a change, not as a regression', () => {
    const told = against([{ id: 'a', behaviour: 'rst' }], [{ id: 'a', behaviour: 'silent' }]);
    expect(told.changes.map(({ before, after }) => [before, after])).to.deep.equal([['PASS (rst)', 'PASS (silent)']]);
    expect(exitCodeBeside(runOf({}), told)).to.equal(0);
  });

  it('ends with 1 for a regression, also to a verdict that alone would not; not for one that is listed as known', () => {
    const regressed = { id: 'a', verdict: 'DEVIATES' } as const;
    expect(exitCodeBeside(runOf(regressed), against([{ id: 'a' }], [regressed]))).to.equal(1);
    const known = { ...regressed, known: { reason: 'so', reference: 'there' } };
    const told = against([{ id: 'a' }], [known]);
    expect(told.regressions).to.have.length(1);
    expect(exitCodeBeside(runOf(known), told)).to.equal(0);
  });

  it('goes by the worst repetition, and by one that was judged', () => {
    const repeated = [{ id: 'a' }, { id: 'a', repeat: 2, verdict: 'FAIL' }, { id: 'a', repeat: 3 }] as const;
    expect(where(against([{ id: 'a' }], repeated))).to.deep.equal(['regressions']);
    expect(where(against([{ id: 'a' }, { id: 'a', repeat: 2, verdict: 'INCONCLUSIVE' }], [{ id: 'a' }]))).to.deep.equal(
      [],
    );
  });

  it('tells new cases, cases that there are no more, and how many did not run', () => {
    const told = against([{ id: 'a' }, { id: 'b' }, { id: 'gone' }], [{ id: 'a' }, { id: 'c', verdict: 'FAIL' }]);
    expect(told.added.map(({ id, after }) => [id, after])).to.deep.equal([['c', 'FAIL']]);
    expect([told.removed, told.notRun]).to.deep.equal([['gone'], 1]);
    expect(hasRegressed(told)).to.equal(false);
  });

  it('tells times that are further apart than the tolerance', () => {
    const times = (ms: number) => [{ id: 'a', measured: { rto: ms } }];
    expect(against(times(200), times(215)).times).to.deep.equal([]);
    expect(against(times(200), times(1_000)).times.map(({ before, after }) => [before, after])).to.deep.equal([
      [200, 1_000],
    ]);
  });

  it('is told in the summary, with the families that changed alike in one line', () => {
    const [before, after] = [
      [{ id: 'a' }, { id: 'a', family: 6 }],
      [
        { id: 'a', verdict: 'FAIL' },
        { id: 'a', family: 6, verdict: 'FAIL' },
      ],
    ] as const;
    const text = terminalSummary(runOf(...after), { columns: 100, colour: false, against: against(before, after) });
    expect(text).to.contain('  Regressions (1)\n    a  IPv4 and IPv6  PASS → FAIL\n');
    const same = terminalSummary(runOf(...before), { columns: 100, colour: false, against: against(before, before) });
    expect(same).to.contain('nothing has changed');
  });

  it('finds as many regressions there as fixes on the way back', () => {
    const result = fc.record({
      id: fc.constantFrom('a', 'b', 'c'),
      family: fc.constantFrom(4 as const, 6 as const),
      verdict: fc.constantFrom('PASS' as const, 'FAIL' as const, 'DEVIATES' as const, 'INCONCLUSIVE' as const),
    });
    const results = fc.array(result, { maxLength: 8 });
    fc.assert(
      fc.property(results, results, (one, other) => {
        const [there, back] = [against(one, other), against(other, one)];
        const count = (changes: Against['fixes']) => changes.flatMap(({ families }) => families).length;
        expect(count(there.regressions)).to.equal(count(back.fixes));
        expect(where(against(one, one))).to.deep.equal([]);
      }),
    );
  });
});
