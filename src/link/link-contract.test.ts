import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { type Frame, LinkError } from './link.js';
import { type Bench, benches } from './link-contract.fixture.js';
import { whyNoVeth } from './veth.fixture.js';

for (const { name, native, open } of benches) {
  describe(`the contract of a link: ${name}`, () => {
    let bench: Bench;

    before(function () {
      if (native && whyNoVeth()) this.skip();
    });

    beforeEach(async () => {
      bench = await open();
    });

    afterEach(() => bench?.close());

    it('says what it is', () => {
      const { link } = bench;
      expect(link.device).not.to.equal('');
      expect(link.mtu).to.equal(1500);
      expect(link.mac).to.match(link.framing === 'ethernet' ? /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/ : /^$/);
    });

    it('carries frames to the far end unchanged and in order, and records them', async () => {
      const frames = numbers(50).map(bench.outgoing);
      const arriving = farFrames(bench, frames.length);
      const before = bench.link.clock.now();
      const records = frames.map((frame) => bench.link.send(frame));
      expect((await arriving).map(hex)).to.deep.equal(frames.map(hex));
      expect(records.map(({ bytes }) => hex(bytes))).to.deep.equal(frames.map(hex));
      expect(records.every(({ direction }) => direction === 'sent')).to.equal(true);
      expect(records.every(({ at }) => at >= before && at <= bench.link.clock.now())).to.equal(true);
      expect(bench.link.counters()).to.include({ sent: 50, received: 0 });
    });

    it('receives frames from the far end unchanged and in order', async () => {
      const frames = numbers(50).map(bench.incoming);
      const arriving = nearFrames(bench, frames.length);
      const before = bench.link.clock.now();
      for (const frame of frames) bench.far.send(frame);
      const arrived = await arriving;
      expect(arrived.map(({ bytes }) => hex(bytes))).to.deep.equal(frames.map(hex));
      expect(arrived.every(({ direction }) => direction === 'received')).to.equal(true);
      const times = arrived.map(({ at }) => at);
      expect(times).to.deep.equal([before, ...times].sort((a, b) => a - b).slice(1));
      expect(bench.link.counters()).to.include({ sent: 0, received: 50 });
      expect(bench.link.counters().dropped ?? 0).to.equal(0);
    });

    it('receives nothing of its own', async () => {
      const heard: string[] = [];
      bench.link.onFrame(({ bytes }) => heard.push(hex(bytes)));
      for (const number of numbers(5)) bench.link.send(bench.outgoing(number));
      const reply = bench.incoming(9);
      const arriving = nearFrames(bench, 1);
      bench.far.send(reply);
      await arriving;
      expect(heard).to.deep.equal([hex(reply)]);
    });

    it('keeps a record of its own of what it sent', async () => {
      const frame = bench.outgoing(1);
      const expected = hex(frame);
      const arriving = farFrames(bench, 1);
      const record = bench.link.send(frame);
      frame.fill(0);
      expect(hex(record.bytes)).to.equal(expected);
      record.bytes.fill(1);
      expect((await arriving).map(hex)).to.deep.equal([expected]);
    });

    it('gives every listener frames that are its to keep', async () => {
      const frames = numbers(3).map(bench.incoming);
      bench.link.onFrame(({ bytes }) => bytes.fill(0));
      const arriving = nearFrames(bench, 3);
      for (const frame of frames) bench.far.send(frame);
      expect((await arriving).map(({ bytes }) => hex(bytes))).to.deep.equal(frames.map(hex));
    });

    it('calls a listener no more once it is removed', async () => {
      let calls = 0;
      const remove = bench.link.onFrame(() => {
        calls += 1;
        remove();
      });
      const arriving = nearFrames(bench, 2);
      for (const number of numbers(2)) bench.far.send(bench.incoming(number));
      await arriving;
      expect(calls).to.equal(1);
    });

    it('receives a burst of 500 frames', async () => {
      const arriving = nearFrames(bench, 500);
      for (const number of numbers(500)) bench.far.send(bench.incoming(number));
      expect(await arriving).to.have.length(500);
    });

    it('stamps what it sends and receives with the moments at which the kernel had it, if it says so', async () => {
      const arriving = nearFrames(bench, 30);
      const sent = numbers(30).map((number) => {
        bench.far.send(bench.incoming(number));
        return bench.link.send(bench.outgoing(number));
      });
      const received = await arriving;
      for (const frames of [sent, received]) {
        const stamps = frames.map(({ kernelNs }) => kernelNs);
        if (bench.link.timestamps !== 'kernel') expect(stamps.every((stamp) => stamp === undefined)).to.equal(true);
        else expect(stamps).to.deep.equal([...stamps].sort((a, b) => ((a ?? 0n) < (b ?? 0n) ? -1 : 1)));
        const times = frames.map(({ at }) => at);
        expect(times).to.deep.equal([...times].sort((a, b) => a - b));
      }
    });

    // A wire in memory has no device that could refuse.
    const itWithDevice = native ? it : () => {};
    itWithDevice('refuses a frame that does not fit, as an error of that frame alone', async () => {
      const tooLong = new Uint8Array(bench.link.mtu + 64).fill(2);
      tooLong.set(bench.outgoing(0).subarray(0, 60));
      expect(() => bench.link.send(tooLong))
        .to.throw(LinkError)
        .with.property('code', 'send-failed');
      const arriving = farFrames(bench, 1);
      bench.link.send(bench.outgoing(1));
      expect((await arriving).map(hex)).to.deep.equal([hex(bench.outgoing(1))]);
      expect(bench.link.counters().sent).to.equal(1);
    });

    it('adds up: what was sent on the other side was received or dropped', async () => {
      let heard = 0;
      bench.link.onFrame(() => {
        heard += 1;
      });
      const arriving = nearFrames(bench, 200);
      for (const number of numbers(200)) bench.far.send(bench.incoming(number));
      await arriving;
      const { received, dropped } = bench.link.counters();
      expect([received, heard]).to.deep.equal([200, 200]);
      expect(dropped).to.equal(bench.link.kind === 'cap' ? null : 0);
    });

    it('is silent and refuses to send once closed, however often', async () => {
      let heard = 0;
      bench.link.onFrame(() => {
        heard += 1;
      });
      await Promise.all([bench.link.close(), bench.link.close()]);
      await bench.link.close();
      expect(() => bench.link.send(bench.outgoing(1)))
        .to.throw(LinkError)
        .with.property('code', 'closed');
      bench.far.send(bench.incoming(1));
      await sleep(20);
      expect(heard).to.equal(0);
      expect(bench.link.counters()).to.include({ sent: 0, received: 0 });
    });
  });
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

function nearFrames({ link }: Bench, count: number): Promise<Frame[]> {
  return new Promise((resolve) => {
    const frames: Frame[] = [];
    link.onFrame((frame) => {
      frames.push(frame);
      if (frames.length === count) resolve(frames);
    });
  });
}

function farFrames({ far }: Bench, count: number): Promise<Uint8Array[]> {
  return new Promise((resolve) => {
    const frames: Uint8Array[] = [];
    far.onFrame((bytes) => {
      frames.push(bytes);
      if (frames.length === count) resolve(frames);
    });
  });
}
