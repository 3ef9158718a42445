import { ACK, type DecodedSegment, FIN, RST, SYN, segmentLength, URG } from '../wire/tcp.js';
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
  readonly text: Uint8Array;
  readonly reserved: number;
  readonly options: ReadOptions;
}

/** The variables of a segment that came over a path. */
export function segOf(segment: DecodedSegment, path: Path): Seg {
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
    text: segment.payload,
    reserved: segment.reserved,
    options: readOptions(segment),
  };
}
