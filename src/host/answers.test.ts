import { expect } from 'chai';
import { multicastMac, solicitedNode } from '../wire/address.js';
import { decodeEthernet } from '../wire/ethernet.js';
import { decodeIcmp, encodeIcmp, icmpEcho, readEcho } from '../wire/icmp.js';
import { decodeIcmpv6, icmpv6Echo, neighbourSolicitation, readEcho6, readNeighbour } from '../wire/icmpv6.js';
import { decodeIpv4 } from '../wire/ipv4.js';
import * as far from './far-end.test.js';
import { FAR, NEAR, wire } from './far-end.test.js';

describe('a phantom host, asked for its hardware address by ARP,', () => {
  it('answers for its own address, to the one who asked', async () => {
    const [reply, ...more] = await wire().exchange(far.arp({}));
    const { destination, source } = decodeEthernet(reply?.bytes ?? new Uint8Array(0));
    expect({ destination, source }).to.deep.equal({ destination: FAR.mac, source: NEAR.mac });
    expect(far.readArp(reply)).to.deep.equal({
      operation: 2,
      senderMac: NEAR.mac,
      senderIp: NEAR[4],
      targetMac: FAR.mac,
      targetIp: FAR[4],
    });
    expect(more).to.deep.equal([]);
  });

  it('answers a probe, by which another wants to know whether the address is taken (RFC 5227 2.1.1)', async () => {
    const [reply] = await wire().exchange(far.arp({ senderIp: '0.0.0.0' }));
    expect(far.readArp(reply)).to.include({ senderIp: NEAR[4], targetIp: '0.0.0.0' });
  });

  for (const [what, packet] of Object.entries({
    'for the address of another': { targetIp: '192.0.2.3' },
    'for the address of the one who asks': { senderIp: FAR[4], targetIp: FAR[4] },
    'that announces its own address as that of another': { senderIp: NEAR[4], targetIp: NEAR[4] },
    'that is a reply': { operation: 2 },
    'of an operation that it does not know': { operation: 3 },
  })) {
    it(`does not answer a packet ${what}`, async () => {
      expect(await wire().exchange(far.arp(packet))).to.deep.equal([]);
    });
  }
});

describe('a phantom host, solicited as a neighbour,', () => {
  const group = solicitedNode(NEAR[6]);

  for (const [how, at] of Object.entries({
    'through its group': {},
    'by its address': { destination: NEAR[6], mac: NEAR.mac },
  })) {
    it(`advertises itself when asked ${how}`, async () => {
      const [frame, ...more] = await wire().exchange(far.solicitation(NEAR[6], at));
      const packet = far.readIp6(frame);
      expect(packet).to.include({ source: NEAR[6], destination: FAR[6], hopLimit: 255, mac: FAR.mac });
      const message = decodeIcmpv6(packet.payload, packet);
      expect(message.checksumOk).to.equal(true);
      expect(readNeighbour(message)).to.deep.equal({
        kind: 'advertisement',
        target: NEAR[6],
        linkLayerAddress: NEAR.mac,
        router: false,
        solicited: true,
        override: true,
      });
      expect(more).to.deep.equal([]);
    });
  }

  const twin = '2001:db8:1::2'; // of another prefix, and in the same group
  for (const [what, frame] of Object.entries({
    'a solicitation that has come through a router': far.solicitation(NEAR[6], { hopLimit: 254 }),
    'a solicitation for another': far.solicitation('2001:db8::3'),
    'a solicitation for another in the same group': far.solicitation(twin),
    'a solicitation for another that was sent to its address': far.solicitation(twin, {
      destination: NEAR[6],
      mac: NEAR.mac,
    }),
    'an advertisement': far.advertisement(NEAR[6]),
    'an echo request to its group': far.icmp6(
      icmpv6Echo({ reply: false, identifier: 1, sequence: 1, data: new Uint8Array(0) }),
      { destination: group, mac: multicastMac(group) },
    ),
    'a probe for duplicates': far.icmp6(neighbourSolicitation({ target: NEAR[6] }), {
      source: '::',
      hopLimit: 255,
      destination: group,
      mac: multicastMac(group),
    }),
    'a solicitation with a wrong checksum': far.icmp6(
      { ...neighbourSolicitation({ target: NEAR[6] }), checksum: 1 },
      { hopLimit: 255 },
    ),
  })) {
    it(`does not answer ${what}`, async () => {
      expect(await wire().exchange(frame)).to.deep.equal([]);
    });
  }
});

describe('a phantom host, asked for an echo,', () => {
  it('sends the data back over IPv4', async () => {
    const [frame, ...more] = await wire().exchange(far.echo(4, { data: 'an odd number of octets' }));
    const { destination, payload } = decodeEthernet(frame?.bytes ?? new Uint8Array(0));
    const packet = decodeIpv4(payload);
    expect(destination).to.equal(FAR.mac);
    expect(packet).to.include({ source: NEAR[4], destination: FAR[4], protocol: 1, headerChecksumOk: true });
    const message = decodeIcmp(packet.payload);
    const data = Buffer.from('an odd number of octets');
    expect(readEcho(message)).to.deep.equal({ reply: true, identifier: 7, sequence: 9, data: new Uint8Array(data) });
    expect(message.checksumOk).to.equal(true);
    expect(more).to.deep.equal([]);
  });

  it('sends the data back over IPv6', async () => {
    const [frame, ...more] = await wire().exchange(far.echo(6, { data: '' }));
    const packet = far.readIp6(frame);
    expect(packet).to.include({ source: NEAR[6], destination: FAR[6], mac: FAR.mac });
    const message = decodeIcmpv6(packet.payload, packet);
    expect(readEcho6(message)).to.deep.equal({ reply: true, identifier: 7, sequence: 9, data: new Uint8Array(0) });
    expect(message.checksumOk).to.equal(true);
    expect(more).to.deep.equal([]);
  });

  const request = icmpEcho({ reply: false, identifier: 1, sequence: 1, data: new Uint8Array(0) });
  const request6 = icmpv6Echo({ reply: false, identifier: 1, sequence: 1, data: new Uint8Array(0) });
  for (const [what, frame] of Object.entries({
    'with a wrong checksum': far.ip4(1, encodeIcmp({ ...request, checksum: 1 })),
    'with a wrong checksum over IPv6': far.icmp6({ ...request6, checksum: 1 }),
    'in a packet whose header has a wrong checksum': far.ip4(1, encodeIcmp(request), { headerChecksum: 1 }),
    'from everybody': far.ip4(1, encodeIcmp(request), { source: '255.255.255.255' }),
    'from nobody': far.icmp6(request6, { source: '::' }),
    'to another address': far.ip4(1, encodeIcmp(request), { destination: '192.0.2.3' }),
    'to everybody': far.ip4(1, encodeIcmp(request), { destination: '255.255.255.255' }),
    "that is ICMP under ICMPv6's number": far.ip4(58, encodeIcmp(request)),
    'that is cut short': far.ip4(1, encodeIcmp(request).subarray(0, 6)),
    'that is a fragment': far.ip4(1, encodeIcmp(request), { moreFragments: true }),
    'that was not asked for, a reply': far.echo(4, { reply: true }),
  })) {
    it(`does not answer one ${what}`, async () => {
      expect(await wire().exchange(frame)).to.deep.equal([]);
    });
  }
});

describe('a phantom host that was asked where it is', () => {
  it('remembers when, for each family, the last hundred times', async () => {
    const w = wire();
    await w.exchange(far.arp({}));
    await w.exchange(far.arp({ operation: 2 }));
    expect([w.host.questions(4).length, w.host.questions(6).length]).to.deep.equal([1, 0]);
    await w.exchange(far.solicitation(NEAR[6]));
    await w.exchange(far.echo(6));
    expect([w.host.questions(4).length, w.host.questions(6).length]).to.deep.equal([1, 1]);
    const [first = 0] = w.host.questions(4);
    for (let n = 0; n < 100; n++) await w.exchange(far.arp({}));
    expect(w.host.questions(4)).to.have.length(100);
    expect(w.host.questions(4)[0]).to.be.above(first);
  });
});
