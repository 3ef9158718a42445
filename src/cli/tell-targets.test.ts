import { expect } from 'chai';
import { EXIT, nothingSelected, unusable, usageError } from './exit.js';
import { toldTarget, worstOf } from './tell-targets.js';

const TARGET = { name: 'a', out: 'reports/a' };

describe('the exit code of several targets', () => {
  it('is the worst: interrupted, wrong, not usable, unexpected, nothing selected, in order', () => {
    const order = [EXIT.INTERRUPTED, EXIT.USAGE, EXIT.UNUSABLE, EXIT.UNEXPECTED, EXIT.NOTHING, EXIT.OK];
    for (const [n, code] of order.entries()) expect(worstOf([...order.slice(n)].reverse())).to.equal(code);
  });

  it('is that of each where they agree', () => {
    for (const code of Object.values(EXIT)) expect(worstOf([code, code])).to.equal(code);
  });
});

describe('what is told of a target of several', () => {
  it('says in words what its error means', () => {
    const errors = [unusable('no link'), usageError('no iface'), nothingSelected('none'), new Error('a fault')];
    const told = errors.map((error) => toldTarget(TARGET, { error }));
    expect(told.map(({ code }) => code)).to.deep.equal([3, 2, 4, 1]);
    expect(told.map(({ row }) => row.outcome)).to.deep.equal([
      'not usable',
      'wrong configuration',
      'nothing selected',
      'unexpected',
    ]);
    expect(told[0]?.row.message).to.equal('no link');
    expect(told[3]?.row.message).to.match(/^Error: a fault\n +at /);
  });
});
