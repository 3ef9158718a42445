import { expect } from 'chai';
import type { Clock } from './clock.js';
import { memoryLinkPair } from './memory-link.js';

describe('memory-link', () => {
  it('keeps the time of a virtual clock, and delivers when that runs', () => {
    const clock = handClock(5000);
    const [left, right] = memoryLinkPair(clock);
    const arrived: number[] = [];
    right.onFrame(({ at, bytes }) => arrived.push(at, ...bytes));
    expect(left.timestamps).to.equal('virtual');
    expect(left.send(Uint8Array.of(7)).at).to.equal(5000);
    expect(arrived).to.deep.equal([]);
    clock.run();
    expect(arrived).to.deep.equal([5000, 7]);
  });

  it('loses what is under way to an end that closes', () => {
    const clock = handClock(0);
    const [left, right] = memoryLinkPair(clock);
    let heard = 0;
    right.onFrame(() => {
      heard += 1;
    });
    left.send(Uint8Array.of(1));
    void right.close();
    clock.run();
    expect(heard).to.equal(0);
  });

  it('drops, and counts, what piles up while the clock stands still', () => {
    const [left, right] = memoryLinkPair(handClock(0));
    for (let i = 0; i < 65_540; i++) left.send(Uint8Array.of(1));
    expect(right.counters().dropped).to.equal(4);
  });
});

function handClock(start: number): Clock & { run(): void } {
  const due: (() => void)[] = [];
  return {
    now: () => start,
    after(_ms, callback) {
      due.push(callback);
      return () => {};
    },
    run() {
      for (const callback of due.splice(0)) callback();
    },
  };
}
