import { expect } from 'chai';
import { ARCS, type ArcName, arcOf } from './arcs.js';
import { arcsOf, statesOf } from './case.js';
import { aCase } from './sample.test.js';
import { isState, STATES } from './states.js';

const FIGURE = ARCS.filter(({ figure }) => figure);

describe('the arcs', () => {
  it('are the 20 of Figure 5 first, and then those of the text', () => {
    expect(FIGURE).to.have.length(20);
    expect(ARCS.slice(0, 20)).to.deep.equal(FIGURE);
  });

  it('of Figure 5 touch all eleven states, and each state has a way in and a way out', () => {
    expect(STATES).to.have.length(11);
    expect(new Set(FIGURE.map(({ from }) => from))).to.deep.equal(new Set(STATES));
    expect(new Set(FIGURE.map(({ to }) => to))).to.deep.equal(new Set(STATES));
  });

  it('are each listed once, with an event', () => {
    const names = ARCS.map(({ from, to, event }) => `${from} > ${to}: ${event}`);
    expect(new Set(names).size).to.equal(ARCS.length);
    for (const { event } of ARCS) expect(event).to.not.equal('');
  });

  it('lead from one state to another', () => {
    for (const { from, to } of ARCS) expect(isState(from) && isState(to) && from !== to).to.equal(true);
  });

  for (const arc of ARCS) {
    it(`can be named: ${arc.from} to ${arc.to} by ${arc.event}`, () => {
      expect(arcOf([arc.from, arc.to, arc.event])).to.equal(arc);
    });
  }

  it('of Figure 5 are meant where a name says no event', () => {
    for (const arc of FIGURE) expect(arcOf([arc.from, arc.to])).to.equal(arc);
    expect(arcOf(['ESTABLISHED', 'CLOSED']).event).to.equal('rcv RST');
  });

  for (const name of [
    ['LISTEN', 'ESTABLISHED'],
    ['LISTEN', 'SYN-SENT', 'rcv SYN'],
    ['CLOSED', 'CLOSED'],
  ] as const) {
    it(`are not invented: ${name.join(' ')}`, () => {
      expect(() => arcOf(name)).to.throw(`no arc leads from ${name[0]} to ${name[1]}`);
    });
  }
});

describe('what a case is about', () => {
  const arc: ArcName = ['LISTEN', 'SYN-RECEIVED'];
  const arcs: readonly ArcName[] = [['SYN-RECEIVED', 'ESTABLISHED']];

  it('is its arc, then its other arcs', () => {
    expect(arcsOf(aCase({ id: 'a/b' }))).to.deep.equal([]);
    expect(arcsOf(aCase({ id: 'a/b', arc }))).to.deep.equal([arc]);
    expect(arcsOf(aCase({ id: 'a/b', arc, arcs }))).to.deep.equal([arc, ...arcs]);
  });

  it('is the states at the ends of these, and those it names, each once', () => {
    const states = statesOf(aCase({ id: 'a/b', arc, arcs, states: ['CLOSED', 'LISTEN'] }));
    expect(states).to.deep.equal(['LISTEN', 'SYN-RECEIVED', 'ESTABLISHED', 'CLOSED']);
  });
});
