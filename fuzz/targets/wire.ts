import { type Contents, openFrame } from '../../src/host/datagram.js';
import { type ArpPacket, decodeArp, encodeArp } from '../../src/wire/arp.js';
import { WireError } from '../../src/wire/error.js';
import { decodeEthernet, encodeEthernet } from '../../src/wire/ethernet.js';
import { GOLDEN } from '../../src/wire/golden.js';
import { decodeIcmp, encodeIcmp, icmpEcho, readEcho } from '../../src/wire/icmp.js';
import {
  decodeIcmpv6,
  encodeIcmpv6,
  icmpv6Echo,
  type Neighbour,
  neighbourAdvertisement,
  neighbourSolicitation,
  readEcho6,
  readNeighbour,
} from '../../src/wire/icmpv6.js';
import { decodeIpv4, encodeIpv4 } from '../../src/wire/ipv4.js';
import { decodeIpv4Options, encodeIpv4Options } from '../../src/wire/ipv4-options.js';
import { decodeIpv6, encodeIpv6 } from '../../src/wire/ipv6.js';
import { decodeSegment, encodeSegment } from '../../src/wire/tcp.js';
import { decodeOptions, encodeOptions } from '../../src/wire/tcp-options.js';
import { formatSegment } from '../../src/wire/trace.js';
import { broken, demandSame, demandSmall, type FuzzTarget } from '../target.js';

const FRAMES: readonly Uint8Array[] = Object.values(GOLDEN);
const PATH4 = { source: '192.0.2.1', destination: '192.0.2.2' };
const PATH6 = { source: '2001:db8::1', destination: '2001:db8::2' };
const MOST_OCTETS = 1600;

const SOURCES = [
  'wire/ethernet',
  'wire/arp',
  'wire/ipv4',
  'wire/ipv4-options',
  'wire/ipv6',
  'wire/ipv6-extensions',
  'wire/icmp',
  'wire/icmpv6',
  'wire/neighbour',
  'wire/tcp',
  'wire/tcp-options',
  'wire/tcp-options-decode',
  'wire/trace',
  'wire/checksum',
  'wire/ip-address',
  'host/datagram',
];

const WORDS: readonly Uint8Array[] = [
  [0x08, 0x00],
  [0x08, 0x06],
  [0x86, 0xdd],
  [0x81, 0x00],
  [0x88, 0xa8],
  [0x45, 0x00],
  [0x60, 0x00],
  [1, 1],
  [2, 1],
  [2, 4, 5, 0xb4],
  [3, 3, 7],
  [4, 2],
  [5, 10],
  [8, 10],
  [19, 18],
  [29, 16],
  [34, 2],
  [0, 0, 0, 0],
  [44, 0],
  [51, 1],
  [60, 0],
  [7, 7, 4],
  [68, 8, 5],
  [131, 7, 4],
  [137, 11, 8],
  [135, 0],
  [136, 0],
].map((octets) => Uint8Array.from(octets));

/** The decoders of headers: each gives a value or a WireError, reads only what it was given, and its encoder undoes it. */
export const WIRE_TARGETS: readonly FuzzTarget[] = [
  wire('ethernet', 0, (bytes) => demandSame('encoded again', encodeEthernet(decodeEthernet(bytes)), bytes)),
  wire('arp', 14, (bytes) => demandSame('encoded again', encodeArp(decodeArp(bytes)), bytes.subarray(0, 28))),
  wire('ipv4', 14, (bytes) => {
    const packet = decodeIpv4(bytes);
    if (packet.problems.length > 0) return;
    demandSame('encoded again', encodeIpv4(packet), bytes.subarray(0, packet.totalLength));
    const checksum = encodeIpv4({ ...packet, headerChecksum: undefined } as never).subarray(10, 12);
    if (packet.headerChecksumOk) demandSame('checksum', complement(checksum), complement(bytes.subarray(10, 12)));
  }),
  wire('ipv4-options', 34, (bytes) => {
    const again = encodeIpv4Options(decodeIpv4Options(bytes));
    demandSame('encoded again', again, bytes.subarray(0, again.length));
  }),
  wire('ipv6', 14, (bytes) => {
    const packet = decodeIpv6(bytes);
    if (packet.problems.length === 0)
      demandSame('encoded again', encodeIpv6(packet), bytes.subarray(0, 40 + packet.payloadLength));
  }),
  wire('icmp', 34, (bytes) => {
    const message = decodeIcmp(bytes);
    demandSame('encoded again', encodeIcmp(message), bytes);
    const echo = readEcho(message);
    if (echo) demandSame('the echo', encodeIcmp({ ...icmpEcho(echo), checksum: message.checksum }), bytes);
  }),
  wire('icmpv6', 54, (bytes) => {
    const message = decodeIcmpv6(bytes, PATH6);
    demandSame('encoded again', encodeIcmpv6(message, PATH6), bytes);
    const echo = readEcho6(message);
    if (echo) demandSame('the echo', encodeIcmpv6({ ...icmpv6Echo(echo), checksum: message.checksum }, PATH6), bytes);
    const neighbour = readNeighbour(message);
    if (neighbour) demandEqual('the neighbour', readNeighbour(messageOf(neighbour)), neighbour);
  }),
  wire('tcp', 34, (bytes) => segment(bytes, PATH4)),
  wire('tcp6', 54, (bytes) => segment(bytes, PATH6)),
  wire('tcp-options', 54, (bytes) => {
    const { options, problems } = decodeOptions(bytes);
    demandSame('encoded again', encodeOptions(options).subarray(0, bytes.length), bytes);
    demandSmall('the list of problems', problems.join().length, bytes);
  }),
  wire('frame', 0, (bytes) => {
    opened(bytes, 'ethernet');
    opened(bytes.subarray(14), 'ip');
  }),
];

function wire(name: string, start: number, law: (bytes: Uint8Array) => void): FuzzTarget {
  return {
    name,
    mostOctets: MOST_OCTETS,
    seeds: FRAMES.map((frame) => frame.slice(start)),
    dictionary: WORDS,
    sources: SOURCES.map((source) => `/src/${source}.js`),
    run(input) {
      const one = outcome(law, amid(0x00, input));
      const other = outcome(law, amid(0xff, input));
      if (one !== other) broken(`what lies around the octets is read: ${one}, and then ${other}`);
    },
  };
}

function outcome(law: (bytes: Uint8Array) => void, bytes: Uint8Array): string {
  try {
    law(bytes);
    return 'a value';
  } catch (error) {
    if (error instanceof WireError) return error.message;
    throw error;
  }
}

function segment(bytes: Uint8Array, path: typeof PATH4): void {
  const decoded = decodeSegment(bytes, path);
  demandSame('encoded again', encodeSegment(decoded, path), bytes);
  demandSmall('the trace line', formatSegment(decoded, { seqBase: 1, ackBase: 0xffffffff }).length, bytes);
}

function opened(bytes: Uint8Array, framing: 'ethernet' | 'ip'): void {
  let contents: Contents | undefined;
  try {
    contents = openFrame(bytes, framing);
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
  }
  if (contents?.kind === 'ip' && contents.datagram.payload.length > bytes.length) broken('a payload out of nowhere');
  if (contents?.kind === 'arp')
    demandEqual('arp', decodeArp(encodeArp(contents.arp)), contents.arp satisfies ArpPacket);
}

function messageOf(neighbour: Neighbour) {
  const { target, linkLayerAddress: mac } = neighbour;
  if (neighbour.kind === 'solicitation') return neighbourSolicitation({ target, ...(mac && { sourceMac: mac }) });
  return neighbourAdvertisement({ ...neighbour, ...(mac && { targetMac: mac }) });
}

function demandEqual(what: string, got: unknown, wanted: unknown): void {
  if (JSON.stringify(got) !== JSON.stringify(wanted))
    broken(`${what}: ${JSON.stringify(got)} instead of ${JSON.stringify(wanted)}`);
}

/** The two ways to write zero in one's complement are one. */
function complement(checksum: Uint8Array): Uint8Array {
  return checksum.every((octet) => octet === 0xff) ? new Uint8Array(2) : checksum;
}

function amid(filler: number, bytes: Uint8Array): Uint8Array {
  const room = new Uint8Array(bytes.length + 128).fill(filler);
  room.set(bytes, 64);
  return room.subarray(64, 64 + bytes.length);
}
