import { expect } from 'chai';
import { Places } from './places.js';

const SETTINGS = { lateMs: Number.POSITIVE_INFINITY, everyMs: 1, atOnce: 1, patienceMs: Number.POSITIVE_INFINITY };
const FOREVER = new AbortController().signal;

/** Whoever asks for a place writes down their name when they get it. */
function queue(places: Places) {
  const told: string[] = [];
  const ask = (name: string, lastsMs: number, signal = FOREVER) =>
    places.take(lastsMs, signal).then((granted) => void told.push(granted ? name : `not ${name}`));
  return { told, ask };
}

/** Lets timers of a millisecond run again and again, however late they are. */
async function settled(): Promise<void> {
  for (let n = 0; n < 20; n++) await new Promise((resolve) => setTimeout(resolve, 1));
}

/** Holds the event loop up. */
function beBusy(ms: number): void {
  for (const until = performance.now() + ms; performance.now() < until; );
}

describe('places for cases of several targets', () => {
  it('are given to so many, and to others when they are given back', async () => {
    const places = new Places({ ...SETTINGS, most: 2 });
    const { told, ask } = queue(places);
    for (const name of ['a', 'b', 'c']) void ask(name, 1);
    await settled();
    expect(told).to.deep.equal(['a', 'b']);
    places.leave();
    await settled();
    expect(told).to.deep.equal(['a', 'b', 'c']);
    for (const _ of ['b', 'c']) places.leave();
    for (const name of ['d', 'e', 'f']) void ask(name, 1);
    await settled();
    expect(told.slice(3)).to.deep.equal(['d', 'e']);
  });

  it('go to the longest first, and among equals to the first', async () => {
    const places = new Places({ ...SETTINGS, most: 1 });
    const { told, ask } = queue(places);
    void ask('first', 0);
    for (const [name, lastsMs] of Object.entries({ a: 5, b: 60, c: 5, d: 0, e: 60 })) void ask(name, lastsMs);
    for (let n = 0; n < 6; n++) {
      await settled();
      places.leave();
    }
    expect(told).to.deep.equal(['b', 'e', 'a', 'c', 'first', 'd']);
  });

  it('are given to nobody while the event loop is late', async () => {
    const places = new Places({ ...SETTINGS, most: 9, lateMs: 20 });
    const { told, ask } = queue(places);
    void ask('a', 0);
    beBusy(50);
    await new Promise((resolve) => setImmediate(resolve));
    expect(told).to.deep.equal([]);
    await settled();
    expect(told).to.deep.equal(['a']);
  });

  it('are given out one after the other where the event loop is never in time', async () => {
    const places = new Places({ ...SETTINGS, most: 9, lateMs: 0, patienceMs: 2 });
    const { told, ask } = queue(places);
    for (const name of ['a', 'b']) void ask(name, 1);
    await settled();
    expect(told).to.deep.equal(['a', 'b']);
  });

  it('are not waited for by who is stopped', async () => {
    const places = new Places({ ...SETTINGS, most: 1 });
    const { told, ask } = queue(places);
    const stop = new AbortController();
    void ask('first', 0);
    await settled();
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
