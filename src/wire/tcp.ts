import { type IpPath, internetChecksum, pseudoHeader } from './checksum.js';
import { IP_PROTOCOL } from './ip-protocol.js';
import { freshOctets, needOctets, unsigned, viewOf } from './octets.js';
import { FIN, SYN } from './tcp-flags.js';
import { decodeOptions, optionsLength, type TcpOption, writeOptions } from './tcp-options.js';

export { ACK, CWR, ECE, FIN, formatFlags, PSH, parseFlags, RST, SYN, URG } from './tcp-flags.js';

/**
 * A segment (RFC 9293 3.1) with any bits, legal or not. `flags` are the 8 control bits, `reserved` the 4 bits before
 * them. `dataOffset` (in 4 octets) and `checksum` are computed when unset, sent as given when set, even if wrong.
 */
export interface Segment {
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly seq: number;
  readonly ack: number;
  readonly reserved: number;
  readonly flags: number;
  readonly window: number;
  readonly urgentPointer: number;
  readonly options: readonly TcpOption[];
  readonly payload: Uint8Array;
  readonly dataOffset?: number;
  readonly checksum?: number;
}

/** A segment as read. `problems` are 'data-offset' (below 5 or past the end), and those of decodeOptions. */
export interface DecodedSegment extends Segment {
  readonly dataOffset: number;
  readonly checksum: number;
  readonly checksumOk: boolean;
  readonly problems: readonly string[];
}

const FIXED = 20;

/** SEG.LEN: the octets of sequence space a segment takes, SYN and FIN included (RFC 9293 3.4). */
export function segmentLength({ flags, payload }: Pick<Segment, 'flags' | 'payload'>): number {
  return payload.length + ((flags & SYN) === 0 ? 0 : 1) + ((flags & FIN) === 0 ? 0 : 1);
}

/**
 * The segment's octets, for the IP addresses it travels between. Throws a WireError for values that do not fit, and for
 * options that a computed Data Offset cannot cover (more than 40 octets).
 */
export function encodeSegment(segment: Segment, path: IpPath): Uint8Array {
  const header = FIXED + optionsLength(segment.options);
  const bytes = freshOctets(header + segment.payload.length);
  const view = viewOf(bytes);
  view.setUint16(0, checked('sourcePort', segment.sourcePort, 16));
  view.setUint16(2, checked('destinationPort', segment.destinationPort, 16));
  view.setUint32(4, checked('seq', segment.seq, 32));
  view.setUint32(8, checked('ack', segment.ack, 32));
  bytes[12] =
    (checked('dataOffset', segment.dataOffset ?? header / 4, 4) << 4) | checked('reserved', segment.reserved, 4);
  bytes[13] = checked('flags', segment.flags, 8);
  view.setUint16(14, checked('window', segment.window, 16));
  view.setUint16(18, checked('urgentPointer', segment.urgentPointer, 16));
  writeOptions(bytes, FIXED, segment.options);
  bytes.set(segment.payload, header);
  view.setUint16(16, checked('checksum', segment.checksum ?? checksumOf(bytes, path), 16));
  return bytes;
}

/**
 * The segment in these octets, which must be the whole payload of its IP packet. Payload and option data are views of
 * them. Where Data Offset makes no sense all that follows the fixed header is payload, so encoding a decoded segment
 * always gives the same octets. Throws a WireError when there are fewer than 20.
 */
export function decodeSegment(bytes: Uint8Array, path: IpPath): DecodedSegment {
  needOctets('tcp', bytes, FIXED);
  const view = viewOf(bytes);
  const dataOffset = view.getUint8(12) >> 4;
  const sensible = dataOffset >= 5 && 4 * dataOffset <= bytes.length;
  const header = sensible ? 4 * dataOffset : FIXED;
  const { options, problems } = decodeOptions(bytes.subarray(FIXED, header));
  return {
    sourcePort: view.getUint16(0),
    destinationPort: view.getUint16(2),
    seq: view.getUint32(4),
    ack: view.getUint32(8),
    dataOffset,
    reserved: view.getUint8(12) & 15,
    flags: view.getUint8(13),
    window: view.getUint16(14),
    checksum: view.getUint16(16),
    urgentPointer: view.getUint16(18),
    options,
    payload: bytes.subarray(header),
    checksumOk: checksumOf(bytes, path) === 0,
    problems: sensible ? problems : ['data-offset', ...problems],
  };
}

function checksumOf(bytes: Uint8Array, path: IpPath): number {
  return internetChecksum(pseudoHeader(path.source, path.destination, IP_PROTOCOL.TCP, bytes.length), bytes);
}

function checked(field: string, value: number, bits: number): number {
  return unsigned('tcp', field, value, bits);
}
