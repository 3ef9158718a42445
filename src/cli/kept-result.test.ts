import { expect } from 'chai';
import type { CaseResult } from '../harness/execute.js';
import { aCase } from '../harness/sample.test.js';
import { keeper } from './kept-result.js';

function result(given: Partial<CaseResult>): CaseResult {
  const instance = { case: aCase({ id: 'a/b' }), family: 4 as const, repeat: 1 };
  const times = { startedAt: 100, endedAt: 200, attempts: 2 };
  const trace = [{ at: 101, from: 'peer' as const, text: 'Flags [S]' }];
  return {
    instance,
    owner: 'a/b IPv4',
    verdict: 'PASS',
    ...times,
    states: [],
    trace,
    measured: { rto: 1 },
    disturbances: [],
    ...given,
  };
}

describe('what is kept of a result', () => {
  const states = [
    { at: 110, state: 'LISTEN' as const, witness: 'status' as const },
    { at: 120, state: 'ESTABLISHED' as const, witness: 'wire' as const },
  ];

  it('says whose it is, its verdict, and the states in their order', () => {
    const kept = keeper()(
      result({ states, verdict: 'FAIL', behaviour: 'rst', message: 'expected silence\nthe exchange' }),
    );
    expect(kept).to.include({ owner: 'a/b IPv4', verdict: 'FAIL', behaviour: 'rst', message: 'expected silence' });
    expect(kept.states.map(({ state, witness }) => `${state} ${witness}`)).to.deep.equal([
      'LISTEN status',
      'ESTABLISHED wire',
    ]);
    expect(kept.trace).to.deep.equal([]);
  });

  it('shares what many have in common', () => {
    const keep = keeper();
    const later = states.map((seen) => ({ ...seen, at: seen.at + 1_000 }));
    expect(keep(result({ states })).states).to.equal(keep(result({ states: later })).states);
    expect(keep(result({ states: states.slice(1) })).states).to.have.length(1);
  });
});
