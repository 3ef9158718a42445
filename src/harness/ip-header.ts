import type { TraceEntry } from '../peer/trace.js';
import { ETHERTYPE } from '../wire/ethernet.js';
import { type DecodedIpv4, decodeIpv4 } from '../wire/ipv4.js';
import { decodeIpv4Options, encodeIpv4Options, type Ipv4Option } from '../wire/ipv4-options.js';
import { viewOf } from '../wire/octets.js';

const TYPE_AT = 12;
const TAG_OCTETS = 4;
const TAGS: ReadonlySet<number> = new Set([0x8100, 0x88a8]);

/** The Time to Live or the Hop Limit of the packet that carried a segment. */
export function hopsOf({ frame }: TraceEntry): number {
  const packet = packetIn(frame.bytes);
  return packet[isIp4(packet) ? 8 : 7] ?? 0;
}

/** The IPv4 packet that carried a segment. Throws WireError for what is none. */
export function ipv4Of({ frame }: TraceEntry): DecodedIpv4 {
  return decodeIpv4(packetIn(frame.bytes));
}

/** The IPv4 options of the packet that carried a segment. */
export function ipOptionsOf(entry: TraceEntry): Ipv4Option[] {
  return decodeIpv4Options(ipv4Of(entry).options);
}

/** IPv4 options as `send` takes them, and, in base64, as the user's option IP_OPTIONS does. */
export function ipOptions(...options: Ipv4Option[]): Uint8Array {
  return encodeIpv4Options(options);
}

/** The octet of Differentiated Services and ECN bits of the packet that carried a segment. */
export function trafficClassOf({ frame }: TraceEntry): number {
  const packet = packetIn(frame.bytes);
  const [first = 0, second = 0] = packet;
  return isIp4(packet) ? second : ((first & 15) << 4) | (second >> 4);
}

function isIp4(packet: Uint8Array): boolean {
  return (packet[0] ?? 0) >> 4 === 4;
}

/** A frame is Ethernet if its type is that of the version of IP that follows, else a bare packet. Read octet by octet: it is done for every segment of a run. */
function packetIn(bytes: Uint8Array): Uint8Array {
  const view = viewOf(bytes);
  let at = TYPE_AT;
  while (at + TAG_OCTETS < bytes.length && TAGS.has(view.getUint16(at))) at += TAG_OCTETS;
  const packet = bytes.subarray(at + 2);
  const type = view.getUint16(at);
  const isEthernet = type === (isIp4(packet) ? ETHERTYPE.IPV4 : ETHERTYPE.IPV6) && isIp(packet);
  return isEthernet ? packet : bytes;
}

function isIp(packet: Uint8Array): boolean {
  const version = (packet[0] ?? 0) >> 4;
  return version === 4 || version === 6;
}
