import { expect } from 'chai';
import type { Run } from '../src/report/run.js';
import { disagreements, judgementsOf, reasonsOf } from './rst-matrix.js';

const result = (verdict: 'PASS' | 'INCONCLUSIVE', message = '') =>
  ({ id: 'a', family: 4, verdict, message }) as Run['results'][number];
const judged = (id: string, ...found: string[]) => new Map([[id, new Set(found)]]);

describe('judgements of several runs', () => {
  it('agree when each case came to the same', () => {
    expect(disagreements([judged('a', 'PASS'), judged('a', 'PASS')])).to.deep.equal([]);
  });

  it('differ between runs', () => {
    expect(disagreements([judged('a', 'PASS'), judged('a', 'FAIL')])).to.deep.equal(['a: FAIL or PASS']);
  });

  it('differ within one', () => {
    const runs = [judged('a', 'INFO silent', 'INFO rst'), judged('a', 'INFO rst')];
    expect(disagreements(runs)).to.deep.equal(['a: INFO rst or INFO silent']);
  });

  it('are not held against runs that lack the case', () => {
    expect(disagreements([judged('a', 'PASS'), judged('b', 'PASS')])).to.deep.equal([]);
  });

  it('can leave out results that are none, whose reasons are told apart by their words alone', () => {
    const run = { results: [result('PASS'), result('INCONCLUSIVE', 'held up for 17 ms\nthe exchange')] };
    expect(disagreements([judgementsOf(run)])).to.deep.equal(['a IPv4: INCONCLUSIVE or PASS']);
    expect(disagreements([judgementsOf(run, 'judged')])).to.deep.equal([]);
    expect(reasonsOf(run)).to.deep.equal(['held up for N ms']);
  });
});
