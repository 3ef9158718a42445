import { createSocket, type Socket } from 'node:dgram';
import { expect } from 'chai';
import { processClock, processEpochNs } from './clock.js';

describe('the process clock', () => {
  it('never calls back early', async () => {
    const delays = [0.3, 1, 1.5, 2.7, 5.2, 10];
    const early = await Promise.all(delays.map(async (ms) => (await waited(ms)) < ms));
    expect(early).to.deep.equal(delays.map(() => false));
  });

  it('calls back in the order of the deadlines, and of the calls where those are equal', async () => {
    const order: string[] = [];
    await new Promise<void>((resolve) => {
      processClock.after(6, resolve);
      processClock.after(3, () => order.push('late'));
      processClock.after(0, () => order.push('first'));
      processClock.after(0, () => order.push('second'));
    });
    expect(order).to.deep.equal(['first', 'second', 'late']);
  });

  it('does not call back once cancelled', async () => {
    let called = false;
    const fire = () => {
      called = true;
    };
    for (const ms of [0, 1, 2]) processClock.after(ms, fire)();
    await waited(5);
    expect(called).to.equal(false);
  });

  for (const ms of [0, 5]) {
    it(`calls back after ${ms} ms when what had arrived by then is delivered, though the event loop was held up`, async () => {
      const order: string[] = [];
      const waker = await bound();
      const socket = await bound();
      try {
        socket.on('message', () => order.push('arrival'));
        await new Promise<void>((resolve) => {
          // In the poll phase, so that both the timer and the arrival are due when it is over.
          waker.on('message', () => {
            processClock.after(ms, () => {
              order.push('timer');
              resolve();
            });
            waker.send('x', socket.address().port, '127.0.0.1');
            holdUp(20);
          });
          waker.send('x', waker.address().port, '127.0.0.1');
        });
        expect(order).to.deep.equal(['arrival', 'timer']);
      } finally {
        for (const each of [waker, socket]) await new Promise<void>((resolve) => each.close(resolve));
      }
    });
  }

  it('tells the time of day of a moment', () => {
    const ms = Number(processEpochNs(processClock.now()) / 1_000_000n);
    expect(ms).to.be.closeTo(Date.now(), 1000);
  });

  it('keeps microseconds apart in the time of day', () => {
    expect(processEpochNs(1000.002) - processEpochNs(1000.001)).to.equal(1000n);
  });
});

async function bound(): Promise<Socket> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  return socket;
}

function holdUp(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

function waited(ms: number): Promise<number> {
  const start = processClock.now();
  return new Promise((resolve) => processClock.after(ms, () => resolve(processClock.now() - start)));
}
