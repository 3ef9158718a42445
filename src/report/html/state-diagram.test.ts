import { expect } from 'chai';
import { ARCS } from '../../harness/arcs.js';
import { sampleResult, sampleStates } from '../sample.test-data.js';
import { isInFigure5 } from './figure-5.js';
import { arcKey, judgements } from './judgement.js';
import { stateDiagram } from './state-diagram.js';

const ARC = { from: 'LISTEN', to: 'SYN-RECEIVED', event: 'rcv SYN' } as const;

describe('the state diagram', () => {
  const arcs = ARCS.map(({ from, to, event }) => ({ from, to, event, driven: true, cases: ['a'] }));
  const coverage = { states: sampleStates(), arcs, requirements: [] };
  const outcomeOf = (driven: boolean, ...results: Parameters<typeof sampleResult>[0][]) => {
    const run = {
      coverage: { ...coverage, arcs: [{ ...ARC, driven, cases: ['a'] }] },
      results: results.map((fields) => sampleResult({ id: 'a', ...fields })),
    };
    return judgements(run).arcs.get(arcKey(ARC))?.outcome;
  };

  it('has every arc and state once, with CLOSED at the beginning and at the end, and is the same each time', async () => {
    const judged = judgements({ coverage, results: [] });
    const svg = await stateDiagram(coverage, judged);
    expect(svg.match(/class="arc /g)).to.have.length(ARCS.length);
    expect(svg.match(/class="state /g)).to.have.length(12);
    expect(svg).not.to.match(/NaN|undefined|<a /);
    expect(await stateDiagram(coverage, judged)).to.equal(svg);
  });

  it('has links and marks where they are wanted', async () => {
    const svg = await stateDiagram(coverage, judgements({ coverage, results: [] }), {
      linkTo: (what, name) => (what === 'state' ? `#${name}` : undefined),
      marked: new Set([arcKey(ARC)]),
    });
    expect(svg.match(/<a /g)).to.have.length(12);
    expect(svg.match(/ marked"/g)).to.have.length(1);
  });

  it('knows the arcs of Figure 5', () => {
    expect(ARCS.filter(isInFigure5)).to.deep.equal(ARCS.filter(({ figure }) => figure));
  });

  it('colours an arc by the worst of its cases that nobody expected', () => {
    const known = { reason: 'why', reference: 'where' };
    expect(outcomeOf(true, { verdict: 'PASS' }, { verdict: 'INFO' })).to.equal('met');
    expect(outcomeOf(true, { verdict: 'PASS' }, { verdict: 'FAIL', known })).to.equal('deviating');
    expect(outcomeOf(true, { verdict: 'DEVIATES' })).to.equal('deviating');
    expect(outcomeOf(true, { verdict: 'FAIL', known }, { verdict: 'FAIL' })).to.equal('failed');
    expect(outcomeOf(true, { verdict: 'INCONCLUSIVE' })).to.equal('unjudged');
    expect(outcomeOf(false, { verdict: 'FAIL' })).to.equal('failed');
    expect(outcomeOf(false, { verdict: 'UNSUPPORTED' })).to.equal('undriven');
  });

  it('colours an arc by the cases that drove it in vain as well', () => {
    const run = {
      coverage: { ...coverage, arcs: [{ ...ARC, driven: true, cases: ['a'], inVain: ['b'] }] },
      results: [sampleResult({ id: 'a' }), sampleResult({ id: 'b', verdict: 'FAIL' })],
    };
    expect(judgements(run).arcs.get(arcKey(ARC))).to.deep.include({ outcome: 'failed', driven: true });
  });

  it('counts a failure for the state in which the target was last seen', () => {
    const results = [sampleResult({ verdict: 'FAIL', states: [sighting('LISTEN'), sighting('SYN-RECEIVED')] })];
    const { states } = judgements({ coverage, results });
    expect(states.LISTEN.counts.FAIL).to.equal(0);
    expect(states['SYN-RECEIVED'].outcome).to.equal('failed');
  });
});

function sighting(state: 'LISTEN' | 'SYN-RECEIVED') {
  return { at: 0, state, witness: 'status' } as const;
}
