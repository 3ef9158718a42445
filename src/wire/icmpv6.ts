import { type IpPath, internetChecksum, pseudoHeader } from './checksum.js';
import { type DecodedIcmp, type Echo, echoOf, type IcmpMessage, readEchoOf, readIcmp, writeIcmp } from './icmp.js';
import { IP_PROTOCOL } from './ip-protocol.js';
import { unsigned, viewOf } from './octets.js';

export { type Neighbour, neighbourAdvertisement, neighbourSolicitation, readNeighbour } from './neighbour.js';

/** The ICMPv6 types (RFC 4443) that wire builds, except those of neighbour discovery. */
export const ICMPV6_TYPE = { UNREACHABLE: 1, PACKET_TOO_BIG: 2, ECHO_REQUEST: 128, ECHO_REPLY: 129 } as const;

/** The octets of an ICMPv6 message (RFC 4443) between these addresses. Throws a WireError for values that do not fit. */
export function encodeIcmpv6(message: IcmpMessage, path: IpPath): Uint8Array {
  const bytes = writeIcmp('icmpv6', message);
  const checksum = message.checksum ?? checksumOf(bytes, path);
  viewOf(bytes).setUint16(2, unsigned('icmpv6', 'checksum', checksum, 16));
  return bytes;
}

/** The ICMPv6 message in these octets, its body a view of them. Throws a WireError when there are fewer than 8. */
export function decodeIcmpv6(bytes: Uint8Array, path: IpPath): DecodedIcmp {
  return { ...readIcmp('icmpv6', bytes), checksumOk: checksumOf(bytes, path) === 0 };
}

/** An echo request or reply (RFC 4443 4). */
export function icmpv6Echo({ reply, ...echo }: Echo): IcmpMessage {
  return echoOf('icmpv6', reply ? ICMPV6_TYPE.ECHO_REPLY : ICMPV6_TYPE.ECHO_REQUEST, echo);
}

/** The echo that a message is, or undefined. */
export function readEcho6(message: IcmpMessage): Echo | undefined {
  return readEchoOf(message, { request: ICMPV6_TYPE.ECHO_REQUEST, reply: ICMPV6_TYPE.ECHO_REPLY });
}

/** Destination Unreachable (RFC 4443 3.1) about the packet quoted. */
export function icmpv6Unreachable(about: { readonly code: number; readonly quoted: Uint8Array }): IcmpMessage {
  return { type: ICMPV6_TYPE.UNREACHABLE, code: about.code, rest: 0, body: about.quoted };
}

/** Packet Too Big (RFC 4443 3.2) about the packet quoted; the MTU is in octets. */
export function packetTooBig(about: { readonly mtu: number; readonly quoted: Uint8Array }): IcmpMessage {
  return { type: ICMPV6_TYPE.PACKET_TOO_BIG, code: 0, rest: about.mtu, body: about.quoted };
}

function checksumOf(bytes: Uint8Array, path: IpPath): number {
  return internetChecksum(pseudoHeader(path.source, path.destination, IP_PROTOCOL.ICMPV6, bytes.length), bytes);
}
