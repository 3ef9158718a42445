import { execFile, execFileSync } from 'node:child_process';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { type Frame, type Link, LinkError } from './link.js';
import { readClocks, wallMs } from './packet-clock.js';
import { openPacketLink } from './packet-link.js';
import { makeVeth, type Veth, whyNoVeth } from './veth.fixture.js';

describe('frames that were sent', () => {
  let veth: Veth;

  before(function () {
    if (whyNoVeth()) this.skip();
    veth = makeVeth();
  });

  after(() => veth?.remove());

  it('have their stamps whenever these are read, also when the link is closed', async () => {
    const link = await openPacketLink({ device: veth.a });
    const calls = Array.from({ length: 200 }, () => {
      const from = performance.now();
      const frame = link.send(testFrame(60));
      return { frame, from, to: performance.now() };
    });
    await link.close();
    const stamps = calls.map(({ frame }) => frame.kernelNs ?? 0n);
    expect(stamps.filter((stamp) => stamp === 0n)).to.deep.equal([]);
    expect(stamps).to.deep.equal([...new Set(stamps)].sort((a, b) => (a < b ? -1 : 1)));
    for (const { frame, from, to } of calls) expect(frame.at).to.be.within(from, to);
    expect(Number((stamps.at(-1) ?? 0n) / 1_000_000n)).to.be.closeTo(Date.now(), 10_000);
  });

  it('are stamped alike however many were sent before the first is read', async () => {
    const link = await openPacketLink({ device: veth.a });
    for (const count of [1, 63, 64, 65, 130]) {
      const frames = Array.from({ length: count }, () => link.send(testFrame(60)));
      const read = [...frames].reverse().map(({ kernelNs }) => kernelNs ?? 0n);
      expect(read).to.deep.equal([...new Set(read)].sort((a, b) => (a > b ? -1 : 1)));
      expect(read).not.to.include(0n);
    }
    await link.close();
  });

  it('never have the stamp of one that was refused', async () => {
    const link = await openPacketLink({ device: veth.a });
    const calls: StampedCall[] = [];
    for (let refusals = 0; refusals < 3; refusals++) {
      for (let i = 0; i < 5; i++) calls.push(stampedCall(() => link.send(testFrame(60))));
      fillQueue(veth.a);
      expect(() => link.send(testFrame(60)))
        .to.throw(LinkError)
        .with.property('code', 'send-failed');
      emptyQueue(veth.a);
    }
    for (const { frame, fromMs, toMs } of calls) expect(stampMs(frame)).to.be.within(fromMs, toMs);
    await link.close();
  });

  it('have the stamp of the attempt that succeeded', async () => {
    const link = await openPacketLink({ device: veth.a });
    fillQueue(veth.a);
    const soonest = readClocks().wallMs + 300;
    const emptied = promisify(execFile)('sh', ['-c', `sleep 0.3; tc qdisc delete dev ${veth.a} root`]);
    const { frame, toMs } = stampedCall(() => sentAtLast(link));
    expect(stampMs(frame)).to.be.within(soonest, toMs);
    const next = stampedCall(() => link.send(testFrame(60)));
    expect(stampMs(next.frame)).to.be.within(next.fromMs, next.toMs);
    await emptied;
    await link.close();
  });
});

/** A frame with the wall clock's time before and after the call that sent it. */
interface StampedCall {
  readonly frame: Frame;
  readonly fromMs: number;
  readonly toMs: number;
}

function stampedCall(send: () => Frame): StampedCall {
  const fromMs = readClocks().wallMs;
  const frame = send();
  return { frame, fromMs, toMs: readClocks().wallMs };
}

function stampMs({ kernelNs = 0n }: Frame): number {
  return wallMs(Number(kernelNs / 1_000_000_000n), Number(kernelNs % 1_000_000_000n));
}

/** Has the device refuse what is sent: the queue before it has no room. */
function fillQueue(device: string): void {
  execFileSync('tc', ['qdisc', 'replace', 'dev', device, 'root', 'pfifo', 'limit', '0']);
}

function emptyQueue(device: string): void {
  execFileSync('tc', ['qdisc', 'delete', 'dev', device, 'root']);
}

function sentAtLast(link: Link): Frame {
  for (let tries = 1; ; tries++) {
    try {
      return link.send(testFrame(60));
    } catch (error) {
      if (tries === 50) throw error;
    }
  }
}

function testFrame(octets: number): Uint8Array {
  const frame = new Uint8Array(octets).fill(2);
  frame.set([0x88, 0xb5], 12);
  return frame;
}
