import { expect } from 'chai';
import { differencesOf, foundText } from './differences.js';
import type { Result } from './run.js';
import { sampleResult } from './sample.test-data.js';

/** What differs between runs of these results, a line a difference. */
function told(first: readonly Partial<Result>[], second: readonly Partial<Result>[]): string[] {
  const run = (results: readonly Partial<Result>[]) => ({ results: results.map(sampleResult) });
  return differencesOf(run(first), run(second)).map(
    ({ id, kind, families, count, first, second }) =>
      `${id} ${families.join('+')} ${kind}: ${foundText(first)}, ${foundText(second)} x${count}`,
  );
}

describe('the differences of two runs', () => {
  it('are none where verdict and behaviour agree, whatever the times and messages say', () => {
    const first = [{ verdict: 'INFO', behaviour: 'rst', durationMs: 1 }] as const;
    expect(told(first, [{ verdict: 'INFO', behaviour: 'rst', durationMs: 9, message: 'late' }])).to.deep.equal([]);
    expect(told([], [])).to.deep.equal([]);
  });

  it('are of the verdict, or of the behaviour alone', () => {
    expect(
      told(
        [
          { id: 'a', behaviour: 'rst' },
          { id: 'b', behaviour: 'rst' },
          { id: 'c', behaviour: 'rst' },
        ],
        [{ id: 'a', verdict: 'FAIL', behaviour: 'rst' }, { id: 'b', behaviour: 'silent' }, { id: 'c' }],
      ),
    ).to.deep.equal([
      'a 4 verdict: PASS (rst), FAIL (rst) x1',
      'b 4 behaviour: PASS (rst), PASS (silent) x1',
      'c 4 behaviour: PASS (rst), PASS x1',
    ]);
  });

  it('are found whatever the order, and told in that of the first run, then what only the second has', () => {
    expect(told([{ id: 'a' }, { id: 'b' }], [{ id: 'z' }, { id: 'b', verdict: 'FAIL' }])).to.deep.equal([
      'a 4 only-in-first: PASS, absent x1',
      'b 4 verdict: PASS, FAIL x1',
      'z 4 only-in-second: absent, PASS x1',
    ]);
  });

  it('join the families and repetitions that differ alike, and no others', () => {
    const over = (id: string, verdict: Result['verdict']) =>
      ([4, 6] as const).flatMap((family) => [1, 2].map((repeat) => ({ id, family, repeat, verdict })));
    expect(told(over('a', 'PASS'), over('a', 'FAIL'))).to.deep.equal(['a 4+6 verdict: PASS, FAIL x4']);
    const mixed = over('a', 'FAIL').map((each) =>
      each.family === 6 ? { ...each, verdict: 'DEVIATES' as const } : each,
    );
    expect(told(over('a', 'PASS'), mixed)).to.deep.equal([
      'a 4 verdict: PASS, FAIL x2',
      'a 6 verdict: PASS, DEVIATES x2',
    ]);
  });

  it('take a result without a repetition as the first', () => {
    expect(told([{ id: 'a' }], [{ id: 'a', repeat: 1 }])).to.deep.equal([]);
    expect(told([{ id: 'a' }], [{ id: 'a', repeat: 2 }])).to.have.length(2);
  });
});
