import { expect } from 'chai';
import { Places } from './places.js';

const FOREVER = new AbortController().signal;

/** Whoever asks for a place writes down their name when they get it. */
function queue(places: Places) {
  const told: string[] = [];
  const ask = (name: string, lastsMs: number, signal = FOREVER) =>
    places.take(lastsMs, signal).then((granted) => void told.push(granted ? name : `not ${name}`));
  return { told, ask };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('places for cases of several targets', () => {
  it('are given to so many, and to others when they are given back', async () => {
    const places = new Places(2);
    const { told, ask } = queue(places);
    for (const name of ['a', 'b', 'c']) void ask(name, 1);
    await settled();
    expect(told).to.deep.equal(['a', 'b']);
    places.leave();
    await settled();
    expect(told).to.deep.equal(['a', 'b', 'c']);
    for (const _ of told) places.leave();
    for (const name of ['d', 'e', 'f']) void ask(name, 1);
    await settled();
    expect(told.slice(3)).to.deep.equal(['d', 'e']);
  });

  it('go to the longest first, and among equals to the first', async () => {
    const places = new Places(1);
    const { told, ask } = queue(places);
    void ask('first', 0);
    for (const [name, lastsMs] of Object.entries({ a: 5, b: 60, c: 5, d: 0, e: 60 })) void ask(name, lastsMs);
    for (let n = 0; n < 6; n++) {
      await settled();
      places.leave();
    }
    expect(told).to.deep.equal(['first', 'b', 'e', 'a', 'c', 'd']);
  });

  it('are not waited for by who is stopped', async () => {
    const places = new Places(1);
    const { told, ask } = queue(places);
    const stop = new AbortController();
    void ask('first', 0);
    void ask('stopped', 60, stop.signal);
    void ask('last', 0);
    stop.abort();
    await settled();
    expect(told).to.deep.equal(['first', 'not stopped']);
    places.leave();
    await settled();
    expect(told.at(-1)).to.equal('last');
    expect(await places.take(1, stop.signal)).to.equal(false);
  });
});
