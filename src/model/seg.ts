import { ACK, CWR, type DecodedSegment, ECE, FIN, RST, SYN, segmentLength, URG } from '../wire/tcp.js';
import type { Datagram } from './ip/datagram.js';
import { recordedIn, type SourceRoute } from './ip/source-route.js';
import type { Path } from './path.js';
import { type ReadOptions, readOptions } from './read-options.js';

/** A segment that arrived, with the variables of RFC 9293 3.3.1 under their names. */
export interface Seg {
  readonly path: Path;
  readonly seq: number;
  /** Octets of sequence space: text, SYN and FIN. */
  readonly len: number;
  readonly ack: number;
  readonly wnd: number;
  readonly up: number;
  readonly syn: boolean;
  readonly fin: boolean;
  readonly rst: boolean;
  readonly hasAck: boolean;
  readonly urg: boolean;
  readonly ece: boolean;
  readonly cwr: boolean;
  /** Control bits beside SYN, ACK, FIN and RST. */
  readonly hasOthers: boolean;
  readonly text: Uint8Array;
  readonly reserved: number;
  readonly options: ReadOptions;
  /** Of the datagram that brought it: DSCP and ECN, and the source route that it has followed. */
  readonly trafficClass: number;
  readonly cameBy: SourceRoute | undefined;
}

/** The variables of a segment that a datagram brought over a path. */
export function segOf(
  segment: DecodedSegment,
  path: Path,
  { trafficClass, ipOptions }: Pick<Datagram, 'trafficClass' | 'ipOptions'>,
): Seg {
  const has = (bit: number) => (segment.flags & bit) !== 0;
  return {
    path,
    seq: segment.seq,
    len: segmentLength(segment),
    ack: segment.ack,
    wnd: segment.window,
    up: segment.urgentPointer,
    syn: has(SYN),
    fin: has(FIN),
    rst: has(RST),
    hasAck: has(ACK),
    urg: has(URG),
    ece: has(ECE),
    cwr: has(CWR),
    hasOthers: (segment.flags & ~(SYN | ACK | FIN | RST)) !== 0,
    text: segment.payload,
    reserved: segment.reserved,
    options: readOptions(segment),
    trafficClass,
    cameBy: ipOptions && recordedIn(ipOptions),
  };
}
