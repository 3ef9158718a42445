import { expect } from 'chai';
import { type VirtualClock, virtualClock } from './virtual-clock.js';

describe('virtual-clock', () => {
  let clock: VirtualClock;

  beforeEach(() => {
    clock = virtualClock();
  });

  afterEach(() => clock.stop());

  it('jumps over two hours in no time', async () => {
    const startedAt = performance.now();
    clock.start();
    await passes(7_200_000);
    expect(clock.now()).to.equal(7_200_000);
    expect(performance.now() - startedAt).to.be.below(1_000);
  });

  it('fires in the order of time, and first come first served at equal times', async () => {
    const fired: string[] = [];
    for (const [name, ms] of Object.entries({ late: 3, first: 1, second: 1, third: 1, between: 2 })) {
      clock.after(ms, () => fired.push(name));
    }
    clock.start();
    await passes(10);
    expect(fired).to.deep.equal(['first', 'second', 'third', 'between', 'late']);
  });

  it('waits for all that a moment set off before it goes on', async () => {
    const order: string[] = [];
    clock.after(1, async () => {
      for (let turn = 0; turn < 20; turn++) await Promise.resolve();
      order.push(`settled at ${clock.now()}`);
    });
    clock.after(2, () => order.push('next'));
    clock.start();
    await passes(3);
    expect(order).to.deep.equal(['settled at 1', 'next']);
  });

  it('counts microseconds', async () => {
    clock.start();
    await passes(0.01);
    expect(clock.now()).to.equal(0.01);
    await passes(0.3);
    expect(clock.now()).to.equal(0.31);
  });

  it('does not fire what was cancelled, however far ahead', async () => {
    let fired = 0;
    const cancels = [1, 5_000_000].map((ms) => clock.after(ms, () => fired++));
    clock.start();
    clock.after(0, () => cancels[0]?.());
    clock.after(4_000_000, () => cancels[1]?.());
    await passes(6_000_000);
    expect(fired).to.equal(0);
  });

  it('stands still until it is started, and again when it is stopped', async () => {
    let fired = 0;
    clock.after(1, () => fired++);
    await realTurns();
    expect([fired, clock.now()]).to.deep.equal([0, 0]);
    clock.start();
    await passes(1);
    clock.stop();
    clock.after(1, () => fired++);
    await realTurns();
    expect([fired, clock.now()]).to.deep.equal([1, 1]);
  });

  function passes(ms: number): Promise<void> {
    return new Promise((resolve) => void clock.after(ms, resolve));
  }
});

async function realTurns(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
}
