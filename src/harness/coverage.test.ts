import { expect } from 'chai';
import type { ArcName } from './arcs.js';
import { coverArcs, coverStates } from './coverage.js';
import { aResult } from './sample.test.js';
import { STATES } from './states.js';
import type { Verdict } from './verdict.js';

const ARC: ArcName = ['LISTEN', 'SYN-RECEIVED'];

function driven(...results: Parameters<typeof coverArcs>[0]) {
  return coverArcs(results).find(({ from, to }) => from === 'LISTEN' && to === 'SYN-RECEIVED');
}

describe('the coverage of states', () => {
  it('names all eleven, none of them reached by nothing', () => {
    const states = coverStates([]);
    expect(Object.keys(states)).to.deep.equal([...STATES]);
    expect(states.LISTEN).to.deep.equal({ reached: false, witnesses: [], cases: [] });
  });

  it('names the witnesses and the cases, each once', () => {
    const states = coverStates([
      aResult({ id: 'a/b' }, { states: ['LISTEN by wire', 'LISTEN', 'LISTEN'] }),
      aResult({ id: 'a/c' }, { states: ['CLOSED', 'LISTEN'] }),
      aResult({ id: 'a/c' }, { states: ['LISTEN'] }),
    ]);
    expect(states.LISTEN).to.deep.equal({ reached: true, witnesses: ['status', 'wire'], cases: ['a/b', 'a/c'] });
    expect(states.CLOSED).to.deep.equal({ reached: true, witnesses: ['status'], cases: ['a/c'] });
    expect(states['TIME-WAIT'].reached).to.equal(false);
  });

  it('counts what was reached by a case that failed later', () => {
    const states = coverStates([aResult({ id: 'a/b' }, { verdict: 'FAIL', states: ['LISTEN'] })]);
    expect(states.LISTEN.reached).to.equal(true);
  });
});

describe('the coverage of arcs', () => {
  const both = ['LISTEN', 'SYN-RECEIVED'];

  for (const verdict of ['PASS', 'INFO'] as const) {
    it(`counts an arc as driven by a ${verdict} that saw both of its ends`, () => {
      expect(driven(aResult({ id: 'a/b', arc: ARC }, { verdict, states: both }))).to.deep.equal({
        from: 'LISTEN',
        to: 'SYN-RECEIVED',
        event: 'rcv SYN',
        driven: true,
        cases: ['a/b'],
      });
    });
  }

  for (const verdict of ['FAIL', 'DEVIATES', 'INCONCLUSIVE', 'UNSUPPORTED', 'ERROR'] satisfies Verdict[]) {
    it(`does not count one that ended with ${verdict}, and says so`, () => {
      const row = driven(aResult({ id: 'a/b', arc: ARC }, { verdict, states: both, message: 'no\nmore' }));
      expect(row).to.deep.include({ driven: false, cases: ['a/b'], reason: `a/b: ${verdict}: no` });
    });
  }

  it('names the cases that did not drive it where others did', () => {
    const failed = { verdict: 'FAIL', states: both } as const;
    const row = driven(
      aResult({ id: 'a/b', arc: ARC }, { states: both }),
      aResult({ id: 'a/b', arc: ARC }, failed),
      aResult({ id: 'a/c', arc: ARC }, failed),
    );
    expect(row).to.deep.include({ driven: true, cases: ['a/b'], inVain: ['a/c'] });
  });

  it('counts both ends though other states came between', () => {
    const states = ['CLOSED', 'LISTEN', 'CLOSED', 'SYN-RECEIVED', 'ESTABLISHED'];
    expect(driven(aResult({ id: 'a/b', arc: ARC }, { states }))?.driven).to.equal(true);
  });

  for (const [what, states] of Object.entries({
    'the ends in the wrong order': ['SYN-RECEIVED', 'LISTEN'],
    'the beginning alone': ['LISTEN'],
    'the end alone': ['SYN-RECEIVED'],
    nothing: [],
  })) {
    it(`does not count one of which a case saw ${what}`, () => {
      const row = driven(aResult({ id: 'a/b', arc: ARC }, { states }));
      expect(row).to.deep.include({ driven: false, reason: 'a/b: PASS: the arc was not taken' });
    });
  }

  it('does not count one that a case drove without being about it', () => {
    const row = driven(aResult({ id: 'a/b' }, { states: both }));
    expect(row).to.deep.include({ driven: false, cases: [], reason: 'no case of this run is about it' });
  });

  it("names the target's behaviour where the case took another way", () => {
    const row = driven(aResult({ id: 'a/b', arc: ARC }, { verdict: 'INFO', behaviour: 'rst' }));
    expect(row?.reason).to.equal("a/b: INFO: the target's behaviour is rst");
  });

  it('names the cases that drove it, and leaves out those that did not', () => {
    const results = [
      aResult({ id: 'a/b', arcs: [ARC] }, { verdict: 'FAIL', states: both }),
      aResult({ id: 'a/c', arcs: [ARC] }, { states: both }),
      aResult({ id: 'a/c', arcs: [ARC] }, { states: both }),
    ];
    expect(driven(...results)).to.deep.include({ driven: true, cases: ['a/c'] });
  });

  it('tells arcs with the same ends apart by their event', () => {
    const arc: ArcName = ['ESTABLISHED', 'CLOSED', 'ABORT'];
    const rows = coverArcs([aResult({ id: 'a/b', arc }, { states: ['ESTABLISHED', 'CLOSED'] })]);
    expect(rows.filter((row) => row.driven).map(({ event }) => event)).to.deep.equal(['ABORT']);
  });
});
