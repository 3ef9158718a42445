import fc from 'fast-check';
import { formatIp, formatMac } from './address.js';
import type { Ipv4Packet } from './ipv4.js';
import type { ExtensionHeader, Ipv6Packet } from './ipv6.js';
import type { Segment } from './tcp.js';
import { encodeOptions, type TcpOption } from './tcp-options.js';

/** Unsigned numbers of so many bits. Everything drawn here is well-formed, legal or not, so that it survives a round trip. */
export const bits = (count: number): fc.Arbitrary<number> => fc.integer({ min: 0, max: 2 ** count - 1 });
/** Octets, so many at most and at least. */
export const octets = (maxLength: number, minLength = 0): fc.Arbitrary<Uint8Array> =>
  fc.uint8Array({ minLength, maxLength });
/** IPv4 addresses, canonical. */
export const ip4 = octets(4, 4).map(formatIp);
/** IPv6 addresses, canonical. */
export const ip6 = octets(16, 16).map(formatIp);
/** MAC addresses. */
export const mac = octets(6, 6).map(formatMac);
/** Two addresses of one family. */
export const path = fc.oneof(
  fc.record({ source: ip4, destination: ip4 }),
  fc.record({ source: ip6, destination: ip6 }),
);

const KNOWN_KINDS = new Set([0, 1, 2, 3, 4, 5, 8, 19, 29, 34]);
const blocks = fc.array(fc.record({ left: bits(32), right: bits(32) }), { minLength: 1, maxLength: 4 });
const cookie = fc.constantFrom(0, 4, 6, 8, 16).chain((length) => octets(length, length));

/** One option of any kind that the decoder returns by name, or of an unknown one. */
export const option: fc.Arbitrary<TcpOption> = fc.oneof(
  fc.constant<TcpOption>({ kind: 'nop' }),
  fc.record({ kind: fc.constant('mss' as const), value: bits(16) }),
  fc.record({ kind: fc.constant('window-scale' as const), shift: bits(8) }),
  fc.constant<TcpOption>({ kind: 'sack-permitted' }),
  fc.record({ kind: fc.constant('sack' as const), blocks }),
  fc.record({ kind: fc.constant('timestamps' as const), value: bits(32), echoReply: bits(32) }),
  fc.record({ kind: fc.constant('fast-open' as const), cookie }),
  fc.record({ kind: fc.constant('md5' as const), digest: octets(16, 16) }),
  fc.record({ kind: fc.constant('ao' as const), keyId: bits(8), rNextKeyId: bits(8), mac: octets(16) }),
  fc.record({
    kind: fc.constant('unknown' as const),
    number: bits(8).filter((number) => !KNOWN_KINDS.has(number)),
    data: octets(16),
  }),
);

/** Lists that fit a header and end at a multiple of 4, so that the encoder has nothing to pad. */
export const options: fc.Arbitrary<readonly TcpOption[]> = fc
  .array(option, { maxLength: 6 })
  .map(withinHeader)
  .map((list) => {
    const exact = list.reduce((sum, one) => sum + unpaddedLength(one), 0);
    return [...list, ...Array.from({ length: -exact & 3 }, (): TcpOption => ({ kind: 'nop' }))];
  });

/** Segments with any control and reserved bits; Data Offset and checksum are left to be computed. */
export const segment: fc.Arbitrary<Segment> = fc.record({
  sourcePort: bits(16),
  destinationPort: bits(16),
  seq: bits(32),
  ack: bits(32),
  reserved: bits(4),
  flags: bits(8),
  window: bits(16),
  urgentPointer: bits(16),
  options,
  payload: octets(40),
});

/** IPv4 packets, computed fields unset. */
export const ipv4Packet: fc.Arbitrary<Ipv4Packet> = fc.record({
  dscp: bits(6),
  ecn: bits(2),
  identification: bits(16),
  reservedFlag: fc.boolean(),
  dontFragment: fc.boolean(),
  moreFragments: fc.boolean(),
  fragmentOffset: bits(13),
  timeToLive: bits(8),
  protocol: bits(8),
  source: ip4,
  destination: ip4,
  options: fc.nat(10).chain((words) => octets(4 * words, 4 * words)),
  payload: octets(60),
});

const extensionHeader: fc.Arbitrary<ExtensionHeader> = fc
  .tuple(fc.constantFrom(0, 43, 60, 51), fc.nat(3), bits(8))
  .map(([type, length, filler]) => {
    const body = new Uint8Array(type === 51 ? 4 * (length + 2) : 8 * (length + 1)).fill(filler);
    body[1] = length;
    return { type, body };
  });

/** IPv6 packets with up to four extension headers that are walked, computed fields unset. */
export const ipv6Packet: fc.Arbitrary<Ipv6Packet> = fc.record({
  trafficClass: bits(8),
  flowLabel: bits(20),
  hopLimit: bits(8),
  source: ip6,
  destination: ip6,
  nextHeader: bits(8).filter((type) => ![0, 43, 44, 51, 60].includes(type)),
  extensionHeaders: fc.array(extensionHeader, { maxLength: 4 }),
  payload: octets(60),
});

function withinHeader(list: readonly TcpOption[]): readonly TcpOption[] {
  return encodeOptions(list).length <= 40 ? list : withinHeader(list.slice(0, -1));
}

function unpaddedLength(one: TcpOption): number {
  // Four of a kind need no padding.
  return encodeOptions([one, one, one, one]).length / 4;
}
