import { expect } from 'chai';
import { memoryLinkPair } from '../link/memory-link.js';
import { decodeEthernet } from '../wire/ethernet.js';
import { decodeIcmp, encodeIcmp, icmpEcho, readEcho } from '../wire/icmp.js';
import { decodeIcmpv6, readEcho6 } from '../wire/icmpv6.js';
import { decodeIpv4 } from '../wire/ipv4.js';
import * as far from './far-end.test.js';
import { FAR, NEAR, type Wire, wire } from './far-end.test.js';
import { Network } from './network.js';

/** What a host that has had the request can say; on virtual time it is the same in each run. */
const data = '\0'.repeat(8);

/** What the echo requests that came out at the far end bear. */
function requests({ heard }: Wire) {
  return heard.map((frame) => {
    const { etherType, payload } = decodeEthernet(frame.bytes);
    if (etherType === 0x0800) return readEcho(decodeIcmp(decodeIpv4(payload).payload));
    const packet = far.readIp6(frame);
    return readEcho6(decodeIcmpv6(packet.payload, packet));
  });
}

async function started(family: 4 | 6, wait: { withinMs?: number; signal?: AbortSignal; owner?: string } = {}) {
  const w = wire();
  await far.resolved(w);
  let outcome: number | undefined | 'open' = 'open';
  void w.host.echo(FAR[family], { withinMs: 1_000, ...wait }).then((reply) => {
    outcome = reply?.roundTripMs;
  });
  await w.clock.pass(5);
  const [request] = requests(w);
  const { identifier = 0, sequence = 0 } = request ?? {};
  return { w, identifier, sequence, request, outcome: () => outcome };
}

describe('an echo request of a phantom host', () => {
  for (const family of [4, 6] as const) {
    it(`is resolved by its reply over IPv${family}, with the time it took`, async () => {
      const { w, request, identifier, sequence, outcome } = await started(family);
      expect(request).to.include({ reply: false });
      expect(outcome()).to.equal('open');
      await w.exchange(far.echo(family, { reply: true, data, identifier, sequence }));
      expect(outcome()).to.equal(5);
      expect(w.clock.due).to.equal(0);
    });

    it(`is not resolved by another reply over IPv${family}`, async () => {
      const { w, identifier, sequence, outcome } = await started(family);
      await w.exchange(far.echo(family, { reply: true, data, identifier, sequence: sequence + 1 }));
      await w.exchange(far.echo(family, { reply: true, data, identifier: identifier + 1, sequence }));
      await w.exchange(far.echo(family === 4 ? 6 : 4, { reply: true, data, identifier, sequence }));
      await w.exchange(far.echo(family, { reply: false, identifier, sequence }));
      expect(outcome()).to.equal('open');
    });
  }

  it('is not resolved by a reply with other data', async () => {
    const { w, identifier, sequence, outcome } = await started(4);
    for (const other of ['', 'x'.repeat(8), '\0'.repeat(7), '\0'.repeat(9)])
      await w.exchange(far.echo(4, { reply: true, data: other, identifier, sequence }));
    expect(outcome()).to.equal('open');
    expect(w.host.strange.unasked).to.equal(4);
  });

  it('bears data that nobody can guess, in real time', async () => {
    const [near, other] = memoryLinkPair();
    const heard: Uint8Array[] = [];
    other.onFrame(({ bytes }) => {
      const { etherType, payload } = decodeEthernet(bytes);
      if (etherType === 0x0806) other.send(far.arp({ operation: 2 }));
      else heard.push(readEcho(decodeIcmp(decodeIpv4(payload).payload))?.data ?? new Uint8Array(0));
    });
    const host = new Network(near).addHost({ address4: NEAR[4], mac: NEAR.mac });
    await host.resolve(FAR[4]);
    const controller = new AbortController();
    const asked = Array.from({ length: 50 }, () => host.echo(FAR[4], { withinMs: 5_000, signal: controller.signal }));
    await new Promise((resolve) => setTimeout(resolve, 20));
    controller.abort();
    await Promise.all(asked);
    expect(new Set(heard.map((octets) => Buffer.from(octets).toString('hex'))).size).to.equal(50);
    for (const octets of heard) expect(octets).to.have.length(8);
  });

  it('is not resolved by the reply of a third', async () => {
    const { w, identifier, sequence, outcome } = await started(4);
    const reply = icmpEcho({ reply: true, identifier, sequence, data: new Uint8Array(8) });
    await w.exchange(far.ip4(1, encodeIcmp(reply), { source: '192.0.2.3' }));
    expect(outcome()).to.equal('open');
    await w.exchange(far.ip4(1, encodeIcmp(reply)));
    expect(outcome()).to.equal(5 + 1);
  });

  it('is given up after its time', async () => {
    const { w, identifier, sequence, outcome } = await started(4);
    await w.clock.pass(994);
    expect(outcome()).to.equal('open');
    await w.clock.pass(1);
    expect(outcome()).to.equal(undefined);
    await w.exchange(far.echo(4, { reply: true, data, identifier, sequence }));
  });

  it('is given up when the signal fires', async () => {
    const controller = new AbortController();
    const { w, outcome } = await started(4, { signal: controller.signal });
    controller.abort();
    await w.clock.pass(1);
    expect(outcome()).to.equal(undefined);
    expect(w.clock.due).to.equal(0);
  });

  it('is not even sent when the signal has fired', async () => {
    const { w, outcome } = await started(4, { signal: AbortSignal.abort() });
    expect(outcome()).to.equal(undefined);
    expect(w.heard).to.deep.equal([]);
  });

  it('is told from others that are under way', async () => {
    const w = wire();
    await far.resolved(w);
    const outcomes: string[] = [];
    for (const name of ['first', 'second']) {
      void w.host.echo(FAR[4], { withinMs: 1_000 }).then((ms) => void outcomes.push(`${name} ${ms === undefined}`));
    }
    await w.clock.pass(1);
    const [, second] = requests(w);
    const { identifier = 0, sequence = 0 } = second ?? {};
    await w.exchange(far.echo(4, { reply: true, data, identifier, sequence }));
    expect(outcomes).to.deep.equal(['second false']);
  });

  it('is filed under its owner', async () => {
    const { w } = await started(6, { owner: 'a case' });
    expect(w.tapped).to.deep.equal(['sent a case']);
  });
});
