import { expect } from 'chai';
import { inSuiteOrder } from './order.js';
import type { Run, Verdict } from './run.js';
import { sampleResult } from './sample.test-data.js';
import { countsText, exitCodeOf, isExpected, summarise } from './summary.js';

describe('the summary', () => {
  it('counts each verdict, and names those that nothing had', () => {
    const summary = summarise([{ verdict: 'PASS' }, { verdict: 'PASS' }, { verdict: 'FAIL' }]);
    expect(summary).to.deep.equal({
      PASS: 2,
      FAIL: 1,
      DEVIATES: 0,
      INFO: 0,
      INCONCLUSIVE: 0,
      UNSUPPORTED: 0,
      ERROR: 0,
    });
    expect(countsText(summary)).to.equal('2 PASS 1 FAIL');
    expect(countsText(summarise([]))).to.equal('nothing');
  });

  it('is as expected unless something is FAIL or ERROR', () => {
    expect(['PASS', 'DEVIATES', 'INFO', 'INCONCLUSIVE', 'UNSUPPORTED'] as const).to.satisfy(
      (verdicts: Parameters<typeof isExpected>[0][]) => verdicts.every(isExpected),
    );
    expect(exitCodeOf(runWith('DEVIATES', 'INCONCLUSIVE'))).to.equal(0);
    expect(exitCodeOf(runWith('PASS', 'FAIL'))).to.equal(1);
    expect(exitCodeOf(runWith('ERROR'))).to.equal(1);
  });
});

describe('the order of results', () => {
  it('is that of the suites, then family, then repetition, whatever finished first', () => {
    const finished = [
      sampleResult({ id: 'b', family: 6, repeat: 1 }),
      sampleResult({ id: 'unknown' }),
      sampleResult({ id: 'b', family: 4, repeat: 2 }),
      sampleResult({ id: 'a', family: 6, repeat: 1 }),
      sampleResult({ id: 'b', family: 4, repeat: 1 }),
    ];
    const names = inSuiteOrder(finished, ['b', 'a']).map(
      ({ id, family, repeat }) => `${id} ${family} ${repeat ?? '-'}`,
    );
    expect(names).to.deep.equal(['b 4 1', 'b 4 2', 'b 6 1', 'a 6 1', 'unknown 4 -']);
  });
});

function runWith(...verdicts: Verdict[]): Pick<Run, 'results'> {
  return { results: verdicts.map((verdict) => sampleResult({ verdict })) };
}
