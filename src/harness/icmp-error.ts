import { encodeIcmp, type IcmpMessage } from '../wire/icmp.js';
import { encodeIcmpv6 } from '../wire/icmpv6.js';
import { IP_PROTOCOL } from '../wire/ip-protocol.js';
import { encodeIpv4 } from '../wire/ipv4.js';
import { encodeIpv6 } from '../wire/ipv6.js';
import { viewOf } from '../wire/octets.js';
import { type DecodedSegment, encodeSegment } from '../wire/tcp.js';

/** An ICMP error by its numbers: of RFC 792 over IPv4, of RFC 4443 over IPv6. `rest` are the 32 bits after the checksum. */
export interface IcmpError {
  readonly type: number;
  readonly code: number;
  readonly rest?: number;
  /** Unset: the right one. */
  readonly checksum?: (right: number) => number;
}

/** Between which addresses the segment that an error is about went. */
export interface SegmentPath {
  readonly family: 4 | 6;
  readonly source: string;
  readonly destination: string;
}

/** That a segment's packet did not fit: Fragmentation Needed (RFC 1191 4) or Packet Too Big (RFC 4443 3.2). */
export function tooBig(family: 4 | 6, mtu: number): IcmpError {
  return family === 4 ? { type: 3, code: 4, rest: mtu } : { type: 2, code: 0, rest: mtu };
}

/** Where the checksum stands in a message. */
const CHECKSUM_AT = 2;

/** The smallest packet that every ICMP error may fill: RFC 1812 4.3.2.3, RFC 4443 2.4 (c). */
const FILLED = { 4: 576 - 28, 6: 1280 - 48 } as const;

/** The octets of an ICMP error about a segment, which it quotes as far as the RFCs allow, with the protocol they go by. */
export function encodeIcmpError(
  segment: DecodedSegment,
  { family, source, destination }: SegmentPath,
  { type, code, rest = 0, checksum }: IcmpError,
): { protocol: number; payload: Uint8Array } {
  const path = { source, destination };
  const packet = family === 4 ? inIpv4(segment, path) : inIpv6(segment, path);
  const message: IcmpMessage = { type, code, rest, body: packet.subarray(0, FILLED[family]) };
  const back = { source: destination, destination: source };
  const encode = (m: IcmpMessage) => (family === 4 ? encodeIcmp(m) : encodeIcmpv6(m, back));
  const right = encode(message);
  const protocol = family === 4 ? IP_PROTOCOL.ICMP : IP_PROTOCOL.ICMPV6;
  if (checksum === undefined) return { protocol, payload: right };
  const wrong = checksum(viewOf(right).getUint16(CHECKSUM_AT)) & 0xffff;
  return { protocol, payload: encode({ ...message, checksum: wrong }) };
}

type Path = Pick<SegmentPath, 'source' | 'destination'>;

function inIpv4(segment: DecodedSegment, path: Path): Uint8Array {
  return encodeIpv4({
    ...path,
    dscp: 0,
    ecn: 0,
    identification: 0,
    dontFragment: true,
    moreFragments: false,
    reservedFlag: false,
    fragmentOffset: 0,
    timeToLive: 63,
    protocol: IP_PROTOCOL.TCP,
    options: new Uint8Array(0),
    payload: encodeSegment(segment, path),
  });
}

function inIpv6(segment: DecodedSegment, path: Path): Uint8Array {
  const payload = encodeSegment(segment, path);
  const fields = { trafficClass: 0, flowLabel: 0, hopLimit: 63, nextHeader: IP_PROTOCOL.TCP, extensionHeaders: [] };
  return encodeIpv6({ ...path, ...fields, payload });
}
