import { expect } from 'chai';
import { disagreements } from './rst-matrix.js';

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
});
