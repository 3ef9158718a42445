import { ipv4Packet, ipv6Packet } from './arbitraries.test.js';
import { encodeArp } from './arp.js';
import { ETHERTYPE, encodeEthernet } from './ethernet.js';
import { hex } from './golden.js';
import { icmpEcho, icmpUnreachable } from './icmp.js';
import * as icmpv6 from './icmpv6.js';
import { encodeIpv4 } from './ipv4.js';
import { ipv4Fields, ipv6Fields, segmentFields } from './tshark-fields.test.js';
import {
  control4,
  control6,
  drawn,
  FRAME,
  frame6,
  OPAQUE,
  over4,
  over6,
  PACKET4,
  PACKET6,
  SEGMENT,
} from './tshark-frames.test.js';
import { judge } from './tshark-judge.test.js';

describe('tshark, of what carries segments,', function () {
  // Each test starts it, which takes a while on a busy machine.
  this.timeout(20_000);

  it('reads Ethernet, its tags and its padding', () =>
    judge([
      {
        name: 'stacked tags',
        frame: over4(SEGMENT, PACKET4, {
          ...FRAME,
          vlans: [
            { tpid: 0x88a8, tci: 0x7064 },
            { tpid: 0x8100, tci: 0xa0c8 },
          ],
        }),
        fields: {
          'eth.dst': FRAME.destination,
          'eth.src': FRAME.source,
          'ieee8021ad.id': '100',
          'ieee8021ad.priority': '3',
          'ieee8021ad.dei': '1',
          'vlan.id': '200',
          'vlan.priority': '5',
          'vlan.dei': '0',
          ...segmentFields(SEGMENT),
        },
      },
      {
        name: 'padded',
        frame: encodeEthernet(
          { ...FRAME, payload: over4({ ...SEGMENT, payload: hex('') }).subarray(14) },
          { pad: true },
        ),
        fields: { 'eth.padding': '000000000000', 'tcp.len': '0' },
      },
    ]));

  it('reads ARP', () =>
    judge([
      {
        name: 'reply',
        frame: encodeEthernet({
          ...FRAME,
          etherType: ETHERTYPE.ARP,
          payload: encodeArp({
            operation: 2,
            senderMac: '02:00:00:00:00:0a',
            senderIp: '192.0.2.10',
            targetMac: '02:00:00:00:00:0b',
            targetIp: '192.0.2.11',
          }),
        }),
        fields: {
          'arp.opcode': '2',
          'arp.src.hw_mac': '02:00:00:00:00:0a',
          'arp.src.proto_ipv4': '192.0.2.10',
          'arp.dst.hw_mac': '02:00:00:00:00:0b',
          'arp.dst.proto_ipv4': '192.0.2.11',
        },
      },
    ]));

  it('reads ICMP', () =>
    judge([
      {
        name: 'echo request',
        frame: control4(icmpEcho({ reply: false, identifier: 0x1234, sequence: 7, data: hex('6869') })),
        fields: { 'icmp.type': '8', 'icmp.ident': '4660', 'icmp.seq': '7', 'icmp.checksum.status': '1' },
      },
      {
        name: 'fragmentation needed',
        frame: control4(icmpUnreachable({ code: 4, nextHopMtu: 1400, quoted: over4(SEGMENT).subarray(14, 42) })),
        fields: {
          'icmp.type': '3',
          'icmp.code': '4',
          'icmp.mtu': '1400',
          'icmp.checksum.status': '1',
          'tcp.dstport': '40002',
        },
      },
    ]));

  it('reads ICMPv6 and neighbour discovery', () =>
    judge([
      {
        name: 'echo reply',
        frame: control6(icmpv6.icmpv6Echo({ reply: true, identifier: 0x1234, sequence: 7, data: hex('686965') })),
        fields: {
          'icmpv6.type': '129',
          'icmpv6.echo.identifier': '0x1234',
          'icmpv6.echo.sequence_number': '7',
          'icmpv6.checksum.status': '1',
        },
      },
      {
        name: 'packet too big',
        frame: control6(icmpv6.packetTooBig({ mtu: 1280, quoted: over6(SEGMENT).subarray(14) })),
        fields: { 'icmpv6.type': '2', 'icmpv6.mtu': '1280', 'icmpv6.checksum.status': '1' },
      },
      {
        name: 'unreachable',
        frame: control6(icmpv6.icmpv6Unreachable({ code: 4, quoted: over6(SEGMENT).subarray(14) })),
        fields: { 'icmpv6.type': '1', 'icmpv6.code': '4', 'icmpv6.checksum.status': '1' },
      },
      {
        name: 'solicitation',
        frame: control6(icmpv6.neighbourSolicitation({ target: '2001:db8::9', sourceMac: '02:00:00:00:00:0a' })),
        fields: {
          'icmpv6.nd.ns.target_address': '2001:db8::9',
          'icmpv6.opt.src_linkaddr': '02:00:00:00:00:0a',
          'icmpv6.checksum.status': '1',
        },
      },
      ...(['router', 'solicited', 'override'] as const).map((flag) => ({
        name: `advertisement, ${flag}`,
        frame: control6(
          icmpv6.neighbourAdvertisement({
            target: '2001:db8::9',
            targetMac: '02:00:00:00:00:0b',
            router: flag === 'router',
            solicited: flag === 'solicited',
            override: flag === 'override',
          }),
        ),
        fields: {
          'icmpv6.nd.na.target_address': '2001:db8::9',
          'icmpv6.opt.target_linkaddr': '02:00:00:00:00:0b',
          'icmpv6.nd.na.flag.r': flag === 'router' ? '1' : '0',
          'icmpv6.nd.na.flag.s': flag === 'solicited' ? '1' : '0',
          'icmpv6.nd.na.flag.o': flag === 'override' ? '1' : '0',
          'icmpv6.checksum.status': '1',
        },
      })),
    ]));

  it('walks the IPv6 extension headers to the segment', () =>
    judge([
      {
        name: 'hop-by-hop, routing, atomic fragment, authentication, destination',
        frame: over6(SEGMENT, {
          ...PACKET6,
          extensionHeaders: [
            { type: 0, body: hex('ff00 0502 0000 0100') },
            { type: 43, body: hex('ff00 fd00 00000000') },
            { type: 44, body: hex('ff00 0000 11223344') },
            { type: 51, body: hex('ff04 0000 00000001 00000002 a1a2a3a4a5a6a7a8a9aaabac') },
            { type: 60, body: hex('ff01 010c 000000000000000000000000') },
          ],
        }),
        fields: {
          'ipv6.nxt': '0',
          'ipv6.plen': '89',
          'ipv6.hopopts.nxt': '43',
          'ipv6.routing.nxt': '44',
          'ipv6.routing.type': '253',
          'ipv6.fraghdr.nxt': '51',
          'ipv6.fraghdr.ident': '0x11223344',
          'ah.next_header': '60',
          'ah.spi': '0x00000001',
          'ipv6.dstopts.nxt': '6',
          'ipv6.dstopts.len_oct': '16',
          ...segmentFields(SEGMENT),
        },
      },
    ]));

  it('reads any IPv4 packet', () =>
    judge(
      drawn(ipv4Packet, (any) => {
        const packet = { ...any, protocol: OPAQUE, options: new Uint8Array(any.options.length).fill(1) };
        return { frame: encodeEthernet({ ...FRAME, payload: encodeIpv4(packet) }), fields: ipv4Fields(packet) };
      }),
    ));

  it('reads any IPv6 packet', () =>
    judge(
      drawn(ipv6Packet, (any) => {
        const packet = { ...any, nextHeader: OPAQUE, extensionHeaders: [] };
        return { frame: frame6(packet, packet.payload), fields: ipv6Fields(packet) };
      }),
    ));
});
