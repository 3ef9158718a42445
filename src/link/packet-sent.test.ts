import { expect } from 'chai';
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
});

function testFrame(octets: number): Uint8Array {
  const frame = new Uint8Array(octets).fill(2);
  frame.set([0x88, 0xb5], 12);
  return frame;
}
