import { expect } from 'chai';
import { virtualClock } from '../host/virtual-clock.test.js';
import { ACK, type DecodedSegment, decodeSegment, encodeSegment } from '../wire/tcp.js';
import { Inbox } from './inbox.js';

const PATH = { source: '192.0.2.1', destination: '192.0.2.2' };

function segment(seq: number, data = ''): DecodedSegment {
  const zero = { sourcePort: 1, destinationPort: 2, ack: 0, reserved: 0, window: 0, urgentPointer: 0, options: [] };
  return decodeSegment(encodeSegment({ ...zero, seq, flags: ACK, payload: Buffer.from(data) }, PATH), PATH);
}

function inbox() {
  const box = new Inbox<{ segment: DecodedSegment }>();
  const put = (each: DecodedSegment) => box.put({ segment: each }, box.isRetransmission(each));
  const clock = virtualClock();
  const controller = new AbortController();
  const wait = (ready: () => boolean, ms: number) =>
    box.wait(ready, { after: clock.after, ms, signal: controller.signal });
  return { box, put, clock, controller, wait };
}

describe('an inbox', () => {
  it('gives back what came in the order it came', () => {
    const { box, put } = inbox();
    for (const seq of [3, 1, 2]) put(segment(seq));
    const taken = [box.shift(), box.shift(), box.shift(), box.shift()];
    expect(taken.map((item) => item?.segment.seq)).to.deep.equal([3, 1, 2, undefined]);
  });

  it('holds 10,000 arrivals, read or put aside, and counts the rest', () => {
    const { box, put } = inbox();
    for (let n = 0; n < 6_000; n++) put(segment(0, 'x'));
    for (let n = 0; n < 6_000; n++) put(segment(n));
    expect([box.retransmissions.length, box.unread.length, box.total]).to.deep.equal([5_999, 4_001, 12_000]);
    box.shift();
    put(segment(9));
    expect(box.unread.at(-1)?.segment.seq).to.equal(9);
  });

  it('wakes who waits when what they wait for is there', async () => {
    const { box, put, clock, wait } = inbox();
    const before = clock.now();
    clock.after(10, () => put(segment(1)));
    clock.after(20, () => put(segment(2)));
    expect(await wait(() => box.unread.length === 2, 1_000)).to.equal(true);
    expect(clock.now() - before).to.equal(20);
    expect(clock.due).to.equal(0);
  });

  it('wakes all who wait', async () => {
    const { box, put, clock, wait } = inbox();
    const waits = [1, 2].map(() => wait(() => box.total > 0, 1_000));
    clock.after(10, () => put(segment(1)));
    expect(await Promise.all(waits)).to.deep.equal([true, true]);
  });

  it('does not wait for what is there', async () => {
    const { wait, clock } = inbox();
    expect(await wait(() => true, 1_000)).to.equal(true);
    expect(clock.due).to.equal(0);
  });

  it('gives up after the time, when the signal fires, and at once when it has fired', async () => {
    const { wait, clock, controller } = inbox();
    const started = clock.now();
    const times: number[] = [];
    const giveUp = async (ms: number) => {
      expect(await wait(() => false, ms)).to.equal(false);
      times.push(clock.now() - started);
    };
    await giveUp(30);
    clock.after(5, () => controller.abort());
    await giveUp(30);
    await giveUp(30);
    expect(times).to.deep.equal([30, 35, 35]);
    expect(clock.due).to.equal(0);
  });
});
