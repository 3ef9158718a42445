import { internetChecksum } from './checksum.js';
import { WireError } from './error.js';
import { formatIp, ipOctets } from './ip-address.js';
import { freshOctets, needOctets, padded, unsigned, viewOf } from './octets.js';

/**
 * An IPv4 packet (RFC 791). `fragmentOffset` counts 8 octets, `headerLength` 4, `totalLength` one. The optional fields
 * are computed when unset and sent as given when set, even if wrong.
 */
export interface Ipv4Packet {
  readonly dscp: number;
  readonly ecn: number;
  readonly identification: number;
  readonly reservedFlag: boolean;
  readonly dontFragment: boolean;
  readonly moreFragments: boolean;
  readonly fragmentOffset: number;
  readonly timeToLive: number;
  readonly protocol: number;
  readonly source: string;
  readonly destination: string;
  readonly options: Uint8Array;
  readonly payload: Uint8Array;
  readonly version?: number;
  readonly headerLength?: number;
  readonly totalLength?: number;
  readonly headerChecksum?: number;
}

/**
 * A packet as read, every field as it stood on the wire. `fragment`: it is only a part of a datagram. `problems` are of
 * 'version', 'header-length' (below 5 or past the end), 'total-length' (shorter than the header), 'truncated' (longer
 * than what was captured).
 */
export type DecodedIpv4 = Required<Ipv4Packet> & {
  readonly headerChecksumOk: boolean;
  readonly fragment: boolean;
  readonly problems: readonly string[];
};

const FIXED = 20;

/**
 * The packet's octets, options padded with zeros to a multiple of 4. A computed checksum covers the header as built, not
 * as a given headerLength claims. Throws a WireError for values that do not fit.
 */
export function encodeIpv4(packet: Ipv4Packet): Uint8Array {
  const checked = (field: string, value: number, bits: number) => unsigned('ipv4', field, value, bits);
  const header = FIXED + padded(packet.options.length);
  const length = header + packet.payload.length;
  const bytes = freshOctets(length);
  const view = viewOf(bytes);
  const flags =
    (packet.reservedFlag ? 0x8000 : 0) | (packet.dontFragment ? 0x4000 : 0) | (packet.moreFragments ? 0x2000 : 0);
  bytes[0] =
    (checked('version', packet.version ?? 4, 4) << 4) | checked('headerLength', packet.headerLength ?? header / 4, 4);
  bytes[1] = (checked('dscp', packet.dscp, 6) << 2) | checked('ecn', packet.ecn, 2);
  view.setUint16(2, checked('totalLength', packet.totalLength ?? length, 16));
  view.setUint16(4, checked('identification', packet.identification, 16));
  view.setUint16(6, flags | checked('fragmentOffset', packet.fragmentOffset, 13));
  bytes[8] = checked('timeToLive', packet.timeToLive, 8);
  bytes[9] = checked('protocol', packet.protocol, 8);
  bytes.set(ip4Octets(packet.source), 12);
  bytes.set(ip4Octets(packet.destination), 16);
  bytes.set(packet.options, FIXED);
  const checksum = packet.headerChecksum ?? internetChecksum(bytes.subarray(0, header));
  view.setUint16(10, checked('headerChecksum', checksum, 16));
  bytes.set(packet.payload, header);
  return bytes;
}

/**
 * The packet in these octets. Options and payload are views of them; the payload ends where Total Length says, so the
 * padding of a short Ethernet frame is left out. Throws a WireError when there are fewer than 20 octets.
 */
export function decodeIpv4(bytes: Uint8Array): DecodedIpv4 {
  needOctets('ipv4', bytes, FIXED);
  const view = viewOf(bytes);
  const version = view.getUint8(0) >> 4;
  const headerLength = view.getUint8(0) & 15;
  const totalLength = view.getUint16(2);
  const flags = view.getUint16(6);
  const header = Math.min(Math.max(4 * headerLength, FIXED), bytes.length);
  const end = Math.max(header, Math.min(totalLength, bytes.length));
  return {
    version,
    headerLength,
    dscp: view.getUint8(1) >> 2,
    ecn: view.getUint8(1) & 3,
    totalLength,
    identification: view.getUint16(4),
    reservedFlag: (flags & 0x8000) !== 0,
    dontFragment: (flags & 0x4000) !== 0,
    moreFragments: (flags & 0x2000) !== 0,
    fragmentOffset: flags & 0x1fff,
    timeToLive: view.getUint8(8),
    protocol: view.getUint8(9),
    headerChecksum: view.getUint16(10),
    source: formatIp(bytes.subarray(12, 16)),
    destination: formatIp(bytes.subarray(16, 20)),
    options: bytes.subarray(FIXED, header),
    payload: bytes.subarray(header, end),
    headerChecksumOk: header === 4 * headerLength && internetChecksum(bytes.subarray(0, header)) === 0,
    fragment: (flags & 0x3fff) !== 0,
    problems: problemsOf({ version, headerLength, totalLength, captured: bytes.length }),
  };
}

function problemsOf(read: { version: number; headerLength: number; totalLength: number; captured: number }): string[] {
  const problems: string[] = [];
  if (read.version !== 4) problems.push('version');
  if (read.headerLength < 5 || 4 * read.headerLength > read.captured) problems.push('header-length');
  if (read.totalLength < 4 * Math.max(read.headerLength, 5)) problems.push('total-length');
  if (read.totalLength > read.captured) problems.push('truncated');
  return problems;
}

function ip4Octets(text: string): Uint8Array {
  const octets = ipOctets(text);
  if (octets.length !== 4) throw new WireError('ipv4', `${text} is not an IPv4 address`);
  return octets;
}
