import { expect } from 'chai';
import fc from 'fast-check';
import type { Result, Run } from '../run.js';
import { sampleResult, sampleRun, sampleStates } from '../sample.test-data.js';
import { cellText } from './cells.js';
import { anyDifference, compareRuns } from './compare.js';
import { sidesText } from './sections.js';
import type { Comparison } from './types.js';

const run = (name: string, results: readonly Partial<Result>[], fields: Partial<Run> = {}): Run => {
  const base = sampleRun({ results: results.map(sampleResult) });
  return { ...base, target: { ...base.target, name }, ...fields };
};

/** The patterns as they are told. */
const told = (comparison: Comparison) => {
  const labels = comparison.columns.map(({ label }) => label);
  return comparison.patterns.map(({ kind, cells, cases }) => {
    const ids = cases.map(({ id, families }) => `${id} ${families.join('+')}`);
    return `${kind} ${sidesText(cells, labels)}: ${ids.join(', ')}`;
  });
};

describe('the comparison of runs', () => {
  it('names columns that behave alike once, and cases of one pattern together', () => {
    const old = [4, 6].flatMap((family) => [
      { id: 'a', family, verdict: 'INFO', behaviour: 'challenge-ack' },
      { id: 'b', family, verdict: 'INFO', behaviour: 'challenge-ack' },
    ]) as Partial<Result>[];
    const later = old.map((each) => ({ ...each, behaviour: 'rst' }));
    const comparison = compareRuns([run('5.10', old), run('6.12', later), run('6.1', old)]);
    expect(told(comparison)).to.deep.equal(['behaviour 5.10 and 6.1: challenge-ack; 6.12: rst: a 4+6, b 4+6']);
    expect(comparison.alike).to.deep.equal([[0, 2], [1]]);
    expect(comparison.counts).to.deep.include({ rows: 4, differing: 4, open: 0 });
  });

  it('goes by cases and never by totals', () => {
    const one = run('one', [{ id: 'a', verdict: 'FAIL' }, { id: 'b' }]);
    const other = run('other', [{ id: 'a' }, { id: 'b', verdict: 'FAIL' }]);
    expect(one.summary).to.deep.equal(other.summary);
    expect(told(compareRuns([one, other]))).to.deep.equal([
      'verdict one: FAIL; other: PASS: a 4',
      'verdict one: PASS; other: FAIL: b 4',
    ]);
  });

  for (const verdict of ['INCONCLUSIVE', 'ERROR'] as const) {
    it(`takes ${verdict} for no difference of the target, and shows it`, () => {
      const comparison = compareRuns([run('one', [{ id: 'a' }]), run('other', [{ id: 'a', verdict }])]);
      expect(anyDifference(comparison)).to.equal(false);
      expect(comparison.cases.map(({ kind, cells }) => [kind, cells.map(cellText)])).to.deep.equal([
        ['open', ['PASS', verdict]],
      ]);
    });
  }

  it('takes UNSUPPORTED for a difference where the users can do the same, and for none where they cannot', () => {
    const able = run('able', [{ id: 'a' }]);
    const unable = run('unable', [{ id: 'a', verdict: 'UNSUPPORTED' }]);
    expect(anyDifference(compareRuns([able, unable]))).to.equal(true);
    const agentless: Run = { ...unable, target: { ...unable.target, user: 'services' } };
    expect(anyDifference(compareRuns([able, agentless]))).to.equal(false);
  });

  it('tells why a run has no result of a case', () => {
    const all = run('all', [{ id: 'a' }, { id: 'b' }, { id: 'b', family: 6 }]);
    const comparison = compareRuns([
      all,
      run('stopped', [{ id: 'a' }], { interrupted: true }),
      run('some', [{ id: 'a' }]),
    ]);
    const texts = comparison.cases.map(({ id, family, cells }) => [`${id} ${family}`, ...cells.map(cellText)]);
    expect(texts).to.deep.equal([
      ['a 4', 'PASS', 'PASS', 'PASS'],
      ['b 4', 'PASS', 'not run: stopped before', 'not selected'],
      ['b 6', 'PASS', 'not run: stopped before', 'not run: no such family'],
    ]);
    expect(anyDifference(comparison)).to.equal(false);
    expect(comparison.counts.open).to.equal(2);
  });

  it('puts repetitions together, and a case that flaps differs from one that does not', () => {
    const flapping = run('flapping', [{ id: 'a' }, { id: 'a', repeat: 2, verdict: 'FAIL' }]);
    const steady = run('steady', [{ id: 'a' }, { id: 'a', repeat: 2 }]);
    expect(told(compareRuns([flapping, steady]))).to.deep.equal(['verdict flapping: PASS or FAIL; steady: PASS: a 4']);
    const unclear = run('unclear', [{ id: 'a' }, { id: 'a', repeat: 2, verdict: 'INCONCLUSIVE' }]);
    expect(anyDifference(compareRuns([unclear, steady]))).to.equal(false);
  });

  it('finds a state and an arc that one target alone came to, unless the other was not asked', () => {
    const id = 'rfc9293/3.5/three-way-handshake';
    const without = (results: Partial<Result>[]) =>
      run('without', results, { coverage: { ...sampleRun().coverage, states: sampleStates(['CLOSING']) } });
    const full = run('full', [{ id }]);
    const states = (other: Run) => compareRuns([full, other]).states.filter(({ differs }) => differs);
    expect(states(without([{ id }])).map(({ state, cells }) => [state, ...cells])).to.deep.equal([
      ['CLOSING', 'seen', 'not-seen'],
    ]);
    expect(states(without([{ id: 'other' }]))).to.deep.equal([]);
    expect(states(without([{ id, verdict: 'INCONCLUSIVE' }]))).to.deep.equal([]);
  });

  it('says that a requirement differs where one of its cases does', () => {
    const id = 'rfc9293/3.10.7.4/syn-received-rst';
    const { requirements } = compareRuns([run('one', [{ id, verdict: 'FAIL' }]), run('other', [{ id }])]);
    expect(requirements.map((row) => [row.id, row.kind, ...row.cases])).to.deep.equal([['MUST-1', 'verdict', id]]);
  });

  it('shows the settings that are not the same', () => {
    const one = run('one', []);
    const other: Run = { ...one, target: { ...one.target, settings: { ...one.target.settings, x: 1 } } };
    expect(compareRuns([one, other]).settings).to.deep.equal([{ name: 'x', cells: [null, 1] }]);
  });
});

describe('any runs', () => {
  const result = fc.record({
    id: fc.constantFrom('a', 'b', 'c', 'd'),
    family: fc.constantFrom(4 as const, 6 as const),
    verdict: fc.constantFrom('PASS', 'FAIL', 'DEVIATES', 'INFO', 'INCONCLUSIVE', 'UNSUPPORTED', 'ERROR'),
    behaviour: fc.option(fc.constantFrom('rst', 'ack'), { nil: undefined }),
    repeat: fc.constantFrom(1, 2),
    measured: fc.option(fc.record({ rto: fc.nat(2_000) }), { nil: undefined }),
  });
  const runs = fc
    .array(fc.array(result, { maxLength: 12 }), { minLength: 2, maxLength: 4 })
    .map((all) => all.map((results, at) => run(`t${at}`, results as Partial<Result>[])));

  it('do not differ from themselves', () => {
    fc.assert(
      fc.property(runs, ([one]) => {
        const comparison = compareRuns([one as Run, one as Run]);
        expect(anyDifference(comparison)).to.equal(false);
        expect(comparison.patterns).to.deep.equal([]);
      }),
    );
  });

  it('differ in the same whatever the order of the columns', () => {
    fc.assert(
      fc.property(runs, (all) => {
        const [there, back] = [compareRuns(all), compareRuns([...all].reverse())];
        expect(back.counts).to.deep.equal(there.counts);
        const rows = ({ cases }: Comparison, turn: boolean) =>
          cases.map(({ id, family, kind, cells }) => ({
            id,
            family,
            kind,
            cells: turn ? [...cells].reverse() : cells,
          }));
        expect(rows(back, true)).to.have.deep.members(rows(there, false));
        const names = ({ alike, columns }: Comparison) =>
          alike.map((group) => group.map((at) => columns[at]?.name ?? '').sort()).sort();
        expect(names(back)).to.have.deep.members(names(there));
      }),
    );
  });

  it('are alike only where no two of a group differ in any case', () => {
    fc.assert(
      fc.property(runs, (all) => {
        const { alike } = compareRuns(all);
        expect(alike.flat().sort()).to.deep.equal(all.map((_, at) => at));
        for (const group of alike) {
          const together = compareRuns(group.map((at) => all[at] as Run));
          expect(together.counts.differing).to.equal(0);
        }
      }),
    );
  });
});
