import { WireError } from './error.js';
import { formatIp, ipOctets } from './ip-address.js';
import { type ExtensionHeader, readExtensionHeaders, writeExtensionHeaders } from './ipv6-extensions.js';
import { freshOctets, needOctets, unsigned, viewOf } from './octets.js';

export type { ExtensionHeader } from './ipv6-extensions.js';

/**
 * An IPv6 packet (RFC 8200). `nextHeader` is that of the upper layer, after the extension headers. The optional fields
 * are computed when unset and sent as given when set, even if wrong.
 */
export interface Ipv6Packet {
  readonly trafficClass: number;
  readonly flowLabel: number;
  readonly hopLimit: number;
  readonly source: string;
  readonly destination: string;
  readonly nextHeader: number;
  readonly extensionHeaders: readonly ExtensionHeader[];
  readonly payload: Uint8Array;
  readonly version?: number;
  readonly payloadLength?: number;
}

/**
 * A packet as read. `fragment`: it is only a part of a datagram. `problems` are of 'version', 'truncated' (Payload Length
 * is longer than what was captured), 'extension-header' (one is cut short) and 'extension-headers' (too many to walk).
 */
export type DecodedIpv6 = Required<Ipv6Packet> & { readonly fragment: boolean; readonly problems: readonly string[] };

const FIXED = 40;

/** The packet's octets. Throws a WireError for values that do not fit. */
export function encodeIpv6(packet: Ipv6Packet): Uint8Array {
  const checked = (field: string, value: number, bits: number) => unsigned('ipv6', field, value, bits);
  const extensions = packet.extensionHeaders.reduce((sum, { body }) => sum + body.length, 0);
  const length = extensions + packet.payload.length;
  const bytes = freshOctets(FIXED + length);
  const view = viewOf(bytes);
  const version = checked('version', packet.version ?? 6, 4);
  const trafficClass = checked('trafficClass', packet.trafficClass, 8);
  view.setUint32(0, ((version << 28) | (trafficClass << 20) | checked('flowLabel', packet.flowLabel, 20)) >>> 0);
  view.setUint16(4, checked('payloadLength', packet.payloadLength ?? length, 16));
  bytes[6] = checked('nextHeader', packet.extensionHeaders[0]?.type ?? packet.nextHeader, 8);
  bytes[7] = checked('hopLimit', packet.hopLimit, 8);
  bytes.set(ip6Octets(packet.source), 8);
  bytes.set(ip6Octets(packet.destination), 24);
  writeExtensionHeaders(bytes, FIXED, packet.extensionHeaders, checked('nextHeader', packet.nextHeader, 8));
  bytes.set(packet.payload, FIXED + extensions);
  return bytes;
}

/**
 * The packet in these octets, its extension headers walked. Payload and headers are views of them and end where Payload
 * Length says. Throws a WireError when there are fewer than 40 octets.
 */
export function decodeIpv6(bytes: Uint8Array): DecodedIpv6 {
  needOctets('ipv6', bytes, FIXED);
  const view = viewOf(bytes);
  const first = view.getUint32(0);
  const version = first >>> 28;
  const payloadLength = view.getUint16(4);
  const walked = readExtensionHeaders(bytes.subarray(FIXED, FIXED + payloadLength), view.getUint8(6));
  const problems = [...walked.problems];
  if (version !== 6) problems.push('version');
  if (FIXED + payloadLength > bytes.length) problems.push('truncated');
  return {
    version,
    trafficClass: (first >>> 20) & 0xff,
    flowLabel: first & 0xfffff,
    payloadLength,
    hopLimit: view.getUint8(7),
    source: formatIp(bytes.subarray(8, 24)),
    destination: formatIp(bytes.subarray(24, 40)),
    nextHeader: walked.nextHeader,
    extensionHeaders: walked.headers,
    payload: walked.payload,
    fragment: walked.fragment,
    problems,
  };
}

function ip6Octets(text: string): Uint8Array {
  const octets = ipOctets(text);
  if (octets.length !== 16) throw new WireError('ipv6', `${text} is not an IPv6 address`);
  return octets;
}
