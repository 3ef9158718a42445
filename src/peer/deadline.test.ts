import { expect } from 'chai';
import { virtualClock } from '../host/virtual-clock.test.js';
import { Deadline, OutOfTime } from './deadline.js';

describe('a deadline', () => {
  it('fires when its time has come', async () => {
    const clock = virtualClock();
    const deadline = new Deadline(clock, 100);
    await clock.pass(99);
    expect([deadline.signal.aborted, deadline.remainingMs]).to.deep.equal([false, 1]);
    await clock.pass(1);
    expect([deadline.signal.aborted, deadline.remainingMs]).to.deep.equal([true, 0]);
    expect(deadline.signal.reason).to.equal('passed');
    await clock.pass(50);
    expect(deadline.remainingMs).to.equal(0);
  });

  it('fires when the run is aborted, and leaves no time then', async () => {
    const controller = new AbortController();
    const deadline = new Deadline(virtualClock(), 100, controller.signal);
    controller.abort();
    expect([deadline.signal.aborted, deadline.signal.reason]).to.deep.equal([true, 'aborted']);
    expect([deadline.remainingMs, deadline.within(10)]).to.deep.equal([0, 0]);
  });

  it('has fired from the first in a run that was aborted before', () => {
    expect(new Deadline(virtualClock(), 100, AbortSignal.abort()).signal.aborted).to.equal(true);
  });

  it('bounds what a wait may take', async () => {
    const clock = virtualClock();
    const deadline = new Deadline(clock, 100);
    await clock.pass(40);
    expect([deadline.within(undefined), deadline.within(10), deadline.within(99)]).to.deep.equal([60, 10, 60]);
  });

  it('has room for what ends before it', async () => {
    const clock = virtualClock();
    const deadline = new Deadline(clock, 100);
    deadline.assertRoomFor(100);
    expect(() => deadline.assertRoomFor(101)).to.throw(OutOfTime, 'the case has 100 ms left');
  });

  it('pauses for a time, but not past itself, nor past the end of the run', async () => {
    const clock = virtualClock();
    const controller = new AbortController();
    const deadline = new Deadline(clock, 100, controller.signal);
    const paused = async (ms: number) => {
      const before = clock.now();
      await deadline.pause(ms);
      return clock.now() - before;
    };
    expect(await paused(30)).to.equal(30);
    clock.after(20, () => controller.abort());
    expect(await paused(30)).to.equal(20);
    expect(await paused(30)).to.equal(0);
    const short = new Deadline(clock, 10);
    const before = clock.now();
    await short.pause(1_000);
    expect(clock.now() - before).to.equal(10);
  });

  it('leaves nothing behind when it is closed', () => {
    const clock = virtualClock();
    const controller = new AbortController();
    const deadline = new Deadline(clock, 100, controller.signal);
    deadline.close();
    controller.abort();
    expect([clock.due, deadline.signal.aborted]).to.deep.equal([0, false]);
  });
});
