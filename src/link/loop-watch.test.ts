import { expect } from 'chai';
import { Looks, watchLoop } from './loop-watch.js';

function looks(times: readonly number[]): Looks {
  let now = 0;
  const made = new Looks(() => now);
  for (const time of times) {
    now = time;
    made.look();
  }
  return made;
}

describe('the watch on the event loop', () => {
  it('knows the times between two looks of 15 ms and more', () => {
    const delays = looks([5, 10, 24.9, 40, 45, 145]).since(0);
    expect(delays).to.deep.equal([
      { from: 24.9, to: 40 },
      { from: 45, to: 145 },
    ]);
  });

  it('tells those that were not over at a moment, and later ones', () => {
    const made = looks([20, 40, 45, 100]);
    expect(made.since(21).map(({ from }) => from)).to.deep.equal([20, 45]);
    expect(made.since(40).map(({ from }) => from)).to.deep.equal([20, 45]);
    expect(made.since(41).map(({ from }) => from)).to.deep.equal([45]);
    expect(made.since(101)).to.deep.equal([]);
  });

  it('sees a delay that no timer could see yet', () => {
    let now = 0;
    const made = new Looks(() => now);
    now = 50;
    expect(made.since(0)).to.deep.equal([{ from: 0, to: 50 }]);
  });

  it('remembers the last 10,000 and more, and no more than twice as many', () => {
    const delays = looks(Array.from({ length: 20_001 }, (_, n) => (n + 1) * 20)).since(0);
    expect(delays).to.have.length(10_000);
    expect(delays.at(-1)).to.deep.equal({ from: 20_000 * 20, to: 20_001 * 20 });
  });

  it('is shared, sees this process held up, and ends with the last who watches', () => {
    const [one, other] = [watchLoop(), watchLoop()];
    const start = performance.now();
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 30);
    one.close();
    one.close();
    const [delay] = other.since(start);
    expect((delay?.to ?? 0) - (delay?.from ?? 0)).to.be.at.least(29);
    other.close();
  });
});
