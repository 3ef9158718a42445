import { expect } from 'chai';
import { disagreements } from './rst-matrix.js';

const judged = (...entries: [string, string][]) => new Map(entries);

describe('judgements of several runs', () => {
  it('agree when each case came to the same', () => {
    expect(disagreements([judged(['a', 'PASS']), judged(['a', 'PASS'])])).to.deep.equal([]);
  });

  it('differ between runs', () => {
    expect(disagreements([judged(['a', 'PASS']), judged(['a', 'FAIL'])])).to.deep.equal(['a: PASS or FAIL']);
  });

  it('differ within one', () => {
    expect(disagreements([judged(['a', 'INFO rst or INFO silent'])])).to.deep.equal(['a: INFO rst or INFO silent']);
  });

  it('are not held against runs that lack the case', () => {
    expect(disagreements([judged(['a', 'PASS']), judged(['b', 'PASS'])])).to.deep.equal([]);
  });
});
