import fc from 'fast-check';
import { ETHERTYPE, type EthernetFrame, encodeEthernet } from './ethernet.js';
import { hex } from './golden.js';
import { encodeIcmp, type IcmpMessage } from './icmp.js';
import { encodeIcmpv6 } from './icmpv6.js';
import { IP_PROTOCOL } from './ip-protocol.js';
import { encodeIpv4, type Ipv4Packet } from './ipv4.js';
import { encodeIpv6, type Ipv6Packet } from './ipv6.js';
import { encodeSegment, parseFlags, type Segment } from './tcp.js';
import type { Exhibit } from './tshark-judge.test.js';

/** A frame, packets and a segment to vary: unlike values in unlike fields, sequence numbers that wrap around. */
export const FRAME: EthernetFrame = {
  destination: '02:00:00:00:00:02',
  source: '02:00:00:00:00:01',
  vlans: [],
  etherType: ETHERTYPE.IPV4,
  payload: new Uint8Array(0),
};
/** Carries TCP. */
export const PACKET4: Ipv4Packet = {
  dscp: 46,
  ecn: 1,
  identification: 0x1234,
  reservedFlag: false,
  dontFragment: true,
  moreFragments: false,
  fragmentOffset: 0,
  timeToLive: 64,
  protocol: IP_PROTOCOL.TCP,
  source: '192.0.2.1',
  destination: '192.0.2.2',
  options: new Uint8Array(0),
  payload: new Uint8Array(0),
};
/** Carries TCP. */
export const PACKET6: Ipv6Packet = {
  trafficClass: 0xb9,
  flowLabel: 0x12345,
  hopLimit: 255,
  source: '2001:db8::1',
  destination: '2001:db8::2',
  nextHeader: IP_PROTOCOL.TCP,
  extensionHeaders: [],
  payload: new Uint8Array(0),
};
/** Carries 5 octets. */
export const SEGMENT: Segment = {
  sourcePort: 40001,
  destinationPort: 40002,
  seq: 0xfffffffe,
  ack: 0x80000000,
  reserved: 0,
  flags: parseFlags('PSH,ACK'),
  window: 65535,
  urgentPointer: 0,
  options: [],
  payload: hex('68656c6c6f'),
};
/** The experimental protocol (RFC 3692), inside which tshark reads nothing. */
export const OPAQUE = 253;

/** The frame of a segment over IPv4. */
export const over4 = (segment: Segment, packet = PACKET4, frame = FRAME): Uint8Array =>
  encodeEthernet({ ...frame, payload: encodeIpv4({ ...packet, payload: encodeSegment(segment, packet) }) });
/** The frame of a segment over IPv6. */
export const over6 = (segment: Segment, packet = PACKET6): Uint8Array => frame6(packet, encodeSegment(segment, packet));
/** The frame of anything over IPv6. */
export const frame6 = (packet: Ipv6Packet, payload: Uint8Array): Uint8Array =>
  encodeEthernet({ ...FRAME, etherType: ETHERTYPE.IPV6, payload: encodeIpv6({ ...packet, payload }) });
/** The frame of an ICMP message. */
export const control4 = (message: IcmpMessage): Uint8Array => {
  const packet = { ...PACKET4, protocol: IP_PROTOCOL.ICMP, payload: encodeIcmp(message) };
  return encodeEthernet({ ...FRAME, payload: encodeIpv4(packet) });
};
/** The frame of an ICMPv6 message. */
export const control6 = (message: IcmpMessage): Uint8Array =>
  frame6({ ...PACKET6, nextHeader: IP_PROTOCOL.ICMPV6 }, encodeIcmpv6(message, PACKET6));

/** Exhibits of 200 values, each named by how fast-check writes it. */
export function drawn<T>(arbitrary: fc.Arbitrary<T>, show: (value: T) => Omit<Exhibit, 'name'>): Exhibit[] {
  return fc.sample(arbitrary, 200).map((value) => ({ name: fc.stringify(value), ...show(value) }));
}
