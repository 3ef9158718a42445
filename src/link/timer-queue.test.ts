import { expect } from 'chai';
import fc from 'fast-check';
import { TimerQueue } from './timer-queue.js';

describe('timer-queue', () => {
  it('gives timers in the order of their moments, equal ones as they were added, without those that were cancelled', () => {
    const plan = fc.array(fc.record({ at: fc.nat(20), cancelled: fc.boolean() }));
    fc.assert(
      fc.property(plan, (timers) => {
        const queue = new TimerQueue();
        const added = timers.map(({ at }) => queue.add(at, () => {}));
        added.forEach((timer, n) => {
          if (timers[n]?.cancelled) timer.callback = undefined;
        });
        const wanted = added.filter(({ callback }) => callback).sort((a, b) => a.at - b.at);
        expect(wanted.map(() => queue.take())).to.deep.equal(wanted);
        expect(queue.take()).to.equal(undefined);
      }),
    );
  });

  it('takes timers in between', () => {
    const queue = new TimerQueue();
    const times: (number | undefined)[] = [];
    for (const at of [5, 3, 9]) queue.add(at, () => {});
    times.push(queue.take()?.at);
    queue.add(4, () => {});
    while (times.at(-1) !== undefined) times.push(queue.take()?.at);
    expect(times).to.deep.equal([3, 4, 5, 9, undefined]);
  });
});
