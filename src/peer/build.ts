import { ACK, encodeSegment, parseFlags, type Segment } from '../wire/tcp.js';
import type { TcpOption } from '../wire/tcp-options.js';

/** What a script may set of a segment. Unset means computed, set means sent as given, even if wrong. */
export interface SendFields {
  readonly seq?: number;
  readonly ack?: number;
  readonly window?: number;
  readonly urgentPointer?: number;
  readonly options?: readonly TcpOption[];
  readonly data?: Uint8Array | string;
  /** The four reserved bits. */
  readonly reserved?: number;
  /** In 32-bit words. */
  readonly dataOffset?: number;
  /** A value, or a function of the right one. */
  readonly checksum?: number | ((right: number) => number);
  /** The IP address that it claims to come from. */
  readonly source?: string;
  readonly sourcePort?: number;
  readonly destinationPort?: number;
  /** Time to Live or Hop Limit. */
  readonly hops?: number;
  readonly trafficClass?: number;
  /** IPv4 options as they stand on the wire. */
  readonly ipOptions?: Uint8Array;
  /** Of the IPv4 header, as a function of the right one. */
  readonly headerChecksum?: (right: number) => number;
}

/** What a peer fills in where the script is silent. */
export interface Defaults {
  readonly seq: number;
  readonly ack: number;
  readonly window: number;
  readonly options: readonly TcpOption[];
  readonly sourcePort: number;
  readonly destinationPort: number;
}

/** The octets of a segment; the acknowledgment field is zero unless ACK is set or it is given. */
export function buildSegment(
  flags: string,
  fields: SendFields,
  defaults: Defaults,
  path: { source: string; destination: string },
): Uint8Array {
  const bits = parseFlags(flags);
  const segment: Segment = {
    sourcePort: fields.sourcePort ?? defaults.sourcePort,
    destinationPort: fields.destinationPort ?? defaults.destinationPort,
    seq: fields.seq ?? defaults.seq,
    ack: fields.ack ?? ((bits & ACK) === 0 ? 0 : defaults.ack),
    flags: bits,
    reserved: fields.reserved ?? 0,
    window: fields.window ?? defaults.window,
    urgentPointer: fields.urgentPointer ?? 0,
    options: fields.options ?? defaults.options,
    payload: typeof fields.data === 'string' ? Buffer.from(fields.data) : (fields.data ?? new Uint8Array(0)),
    ...(fields.dataOffset === undefined ? {} : { dataOffset: fields.dataOffset }),
  };
  if (fields.checksum === undefined) return encodeSegment(segment, path);
  const right = Buffer.from(encodeSegment(segment, path)).readUInt16BE(16);
  const checksum = typeof fields.checksum === 'number' ? fields.checksum : fields.checksum(right);
  return encodeSegment({ ...segment, checksum: checksum & 0xffff }, path);
}

/** What a script set of the IP header. */
export function ipFields({ hops, trafficClass, ipOptions, headerChecksum }: SendFields) {
  return {
    ...(hops === undefined ? {} : { hops }),
    ...(trafficClass === undefined ? {} : { trafficClass }),
    ...(ipOptions === undefined ? {} : { ipOptions }),
    ...(headerChecksum === undefined ? {} : { headerChecksum }),
  };
}
