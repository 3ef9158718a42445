import { expect } from 'chai';
import fc from 'fast-check';
import { memoryLinkPair } from '../link/memory-link.js';
import { bits, ipv4Packet, ipv6Packet, mac, octets } from '../wire/arbitraries.test.js';
import { decodeEthernet, encodeEthernet } from '../wire/ethernet.js';
import { encodeIpv4 } from '../wire/ipv4.js';
import { encodeIpv6 } from '../wire/ipv6.js';
import * as far from './far-end.test.js';
import { FAR, NEAR, wire } from './far-end.test.js';
import { Network } from './network.js';
import { virtualClock } from './virtual-clock.test.js';

describe('several phantom hosts on a link', () => {
  it('each answer for their own address', async () => {
    const w = wire();
    const other = w.network.addHost({ address4: '192.0.2.4', address6: '2001:db8::4' });
    const [first] = await w.exchange(far.arp({ targetIp: NEAR[4] }));
    const [second] = await w.exchange(far.arp({ targetIp: '192.0.2.4' }));
    expect(far.readArp(first)?.senderMac).to.equal(NEAR.mac);
    expect(far.readArp(second)?.senderMac).to.equal(other.mac);
    const [advertised, ...more] = await w.exchange(far.solicitation('2001:db8::4'));
    expect(far.readIp6(advertised).source).to.equal('2001:db8::4');
    expect(more).to.deep.equal([]);
  });

  it('each answer for their own address where these share a group', async () => {
    const w = wire();
    w.network.addHost({ address6: '2001:db8:1::2' });
    const frames = await w.exchange(far.solicitation('2001:db8:1::2'));
    expect(frames.map((frame) => far.readIp6(frame).source)).to.deep.equal(['2001:db8:1::2']);
  });

  it('have hardware addresses of their own, whichever came and went', () => {
    const [near] = memoryLinkPair(virtualClock());
    const network = new Network(near);
    const hosts = [1, 2, 3].map((n) => network.addHost({ address4: `192.0.2.${n}` }));
    const [first] = hosts;
    if (first) network.removeHost(first);
    hosts.push(network.addHost({ address4: '192.0.2.4' }));
    const addresses = hosts.map((host) => host.mac);
    expect(new Set([near.mac, ...addresses]).size).to.equal(5);
    for (const address of addresses) expect(address).to.match(/^02:/); // locally administered, and of one host
  });

  it('have hardware addresses of their own when hundreds have come and gone', () => {
    const [near] = memoryLinkPair(virtualClock());
    const network = new Network(near);
    const staying = network.addHost({ address4: '192.0.2.1' });
    for (let n = 0; n < 600; n++) network.removeHost(network.addHost({ address4: '192.0.2.2' }));
    const many = Array.from({ length: 300 }, (_, n) => network.addHost({ address4: `198.18.0.${n}` }));
    expect(new Set([staying, ...many].map(({ mac }) => mac)).size).to.equal(301);
  });

  it('tell a tap of their own of their frames, and that of the network of what is nobody’s', async () => {
    const [near, other] = memoryLinkPair(virtualClock());
    const told: string[] = [];
    const network = new Network(near, () => void told.push('network'));
    const host = network.addHost({ address4: NEAR[4], tap: () => void told.push('host') });
    void host.resolve(FAR[4]).catch(() => {});
    expect(told).to.deep.equal(['host']);
    other.send(Uint8Array.of(1, 2, 3));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(told).to.include('network');
    network.close();
  });

  it('are deaf once they are taken off it', async () => {
    const w = wire();
    w.network.removeHost(w.host);
    expect(await w.exchange(far.arp({}))).to.deep.equal([]);
  });

  it('are deaf once the network is closed', async () => {
    const w = wire();
    w.network.close();
    expect(await w.exchange(far.arp({}))).to.deep.equal([]);
  });
});

describe('a network of phantom hosts', () => {
  it('counts what it cannot read, and lives on', async () => {
    const w = wire();
    await w.exchange(Uint8Array.of(1, 2, 3));
    await w.exchange(far.segmentFrame(4).subarray(0, 24));
    expect(w.network.undecodable).to.equal(2);
    expect(await w.exchange(far.arp({}))).to.have.length(1);
  });

  it('tells the tap once of every frame, whoever it is for', async () => {
    const w = wire();
    w.network.addHost({ address4: '192.0.2.4', address6: '2001:db8::4' });
    await w.exchange(Uint8Array.of(1, 2, 3));
    await w.exchange(far.arp({ targetIp: '192.0.2.77' }));
    await w.exchange(far.ip4(6, new Uint8Array(3)));
    await w.exchange(far.solicitation('2001:db8:1::2'));
    expect(w.tapped).to.deep.equal(Array.from({ length: 4 }, () => 'received host'));
  });

  it('does not hide a fault in whoever takes the segments', () => {
    const w = wire();
    let receive: (frame: { at: number; direction: 'received'; bytes: Uint8Array }) => void = () => {};
    const onFrame = (listener: typeof receive) => {
      receive = listener;
      return () => {};
    };
    const network = new Network({ ...w.far, framing: 'ethernet', mac: FAR.mac, clock: w.clock, mtu: 1500, onFrame });
    const host = network.addHost({ address4: NEAR[4], mac: NEAR.mac });
    const arrived = () => {
      throw new Error('a fault');
    };
    host.attach({ localAddress: NEAR[4], localPort: 5000, remoteAddress: FAR[4] }, { owner: 'a case', arrived });
    expect(() => receive({ at: 0, direction: 'received', bytes: far.segmentFrame(4) })).to.throw('a fault');
  });

  const etherType = fc.oneof(bits(16), fc.constantFrom(0x0800, 0x0806, 0x86dd, 0x8100));
  const payload = fc.oneof(octets(80), ipv4Packet.map(encodeIpv4), ipv6Packet.map(encodeIpv6));
  const destination = fc.oneof(mac, fc.constantFrom(NEAR.mac, far.BROADCAST, '33:33:ff:00:00:02'));
  const frames = fc.oneof(
    octets(80),
    fc.record({ destination, source: mac, etherType, payload }).map((frame) => encodeEthernet({ ...frame, vlans: [] })),
  );

  it('never sends and never stumbles, whatever comes', async () => {
    const w = wire();
    await fc.assert(
      fc.asyncProperty(frames, async (frame) => {
        expect(await w.exchange(frame)).to.deep.equal([]);
      }),
      { numRuns: 1_000 },
    );
  });

  it('never stumbles over what was nearly meant for it', async () => {
    const asked = [far.arp({}), far.solicitation(NEAR[6]), far.echo(4), far.echo(6), far.segmentFrame(4)];
    const w = wire();
    const change = fc.record({ at: fc.nat(90), octet: bits(8), length: fc.nat(120) });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...asked), change, async (frame, { at, octet, length }) => {
        const altered = frame.slice(0, length);
        if (at < altered.length) altered[at] = octet;
        const answers = await w.exchange(altered);
        expect(answers.length).to.be.at.most(1);
        for (const { bytes } of answers) expect(decodeEthernet(bytes).source).to.equal(NEAR.mac);
      }),
      { numRuns: 1_000 },
    );
  });
});
