import { expect } from 'chai';
import type { Clock } from '../../link/clock.js';
import { Neighbours } from './neighbours.js';

const ADDRESS = '192.0.2.1';
const OLD = '02:00:00:00:00:01';
const NEW = '02:00:00:00:00:02';

/** A clock of which each call that is due is made by hand. */
function handClock(): { clock: Clock; fire: () => void } {
  const due: (() => void)[] = [];
  const after = (_ms: number, callback: () => void) => {
    due.push(callback);
    return () => void due.splice(due.indexOf(callback), 1);
  };
  return { clock: { now: () => 0, after }, fire: () => due.shift()?.() };
}

describe('the neighbours of the model', () => {
  let asked: string[] = [];
  let sent: string[] = [];
  let timer = handClock();
  let neighbours = new Neighbours(timer.clock, () => {});

  beforeEach(() => {
    [asked, sent] = [[], []];
    timer = handClock();
    neighbours = new Neighbours(timer.clock, (address) => asked.push(address));
  });

  const send = () => neighbours.withMac(ADDRESS, (mac) => sent.push(mac));

  it('are asked for once, and what waited is sent when they answer', () => {
    send();
    send();
    expect([asked, sent]).to.deep.equal([[ADDRESS], []]);
    neighbours.learn(ADDRESS, OLD);
    expect(sent).to.deep.equal([OLD, OLD]);
  });

  it('that are in doubt are asked, and served where they were until they answer otherwise', () => {
    neighbours.learn(ADDRESS, OLD);
    neighbours.doubt(ADDRESS);
    neighbours.doubt(ADDRESS);
    send();
    neighbours.learn(ADDRESS, NEW);
    send();
    expect([asked, sent]).to.deep.equal([[ADDRESS], [OLD, NEW]]);
  });

  it('that are in doubt and answer no question are forgotten', () => {
    neighbours.learn(ADDRESS, OLD);
    neighbours.doubt(ADDRESS);
    for (let n = 0; n < 3; n++) timer.fire();
    send();
    expect(asked).to.have.length(4);
    expect(sent).to.deep.equal([]);
  });

  it('that are not known cannot be in doubt', () => {
    neighbours.doubt(ADDRESS);
    expect(asked).to.deep.equal([]);
  });
});
