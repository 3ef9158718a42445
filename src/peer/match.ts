import { ACK, type DecodedSegment, FIN, formatFlags, parseFlags, RST, SYN, URG } from '../wire/tcp.js';

/** What is demanded of a segment. An unset field is not looked at; a function says what is wrong, or undefined. */
export interface SegmentMatch {
  readonly seq?: number;
  readonly ack?: number;
  readonly window?: number | ((window: number) => boolean);
  readonly urgentPointer?: number;
  /** Octets of payload. */
  readonly length?: number;
  /** The payload itself. */
  readonly data?: Uint8Array | string;
  /** Any further demand: returns what is wrong, in words, or undefined. */
  readonly where?: (segment: DecodedSegment) => string | undefined;
}

const JUDGED = SYN | FIN | RST | ACK | URG;

/** Everything in which a segment differs from what is demanded, in words; empty if it matches. PSH, ECE and CWR count only when named. */
export function mismatches(segment: DecodedSegment, flags: string, match: SegmentMatch): string[] {
  const wanted = parseFlags(flags);
  const judged = JUDGED | wanted;
  const found: string[] = [];
  if ((segment.flags & judged) !== wanted) found.push(`flags are ${formatFlags(segment.flags)}`);
  if (!segment.checksumOk) found.push('the checksum is wrong');
  found.push(...segment.problems);
  if (match.seq !== undefined && segment.seq !== match.seq) found.push(differs('seq', segment.seq, match.seq));
  if (match.ack !== undefined && segment.ack !== match.ack) found.push(differs('ack', segment.ack, match.ack));
  if (typeof match.window === 'number' && segment.window !== match.window) {
    found.push(differs('win', segment.window, match.window));
  }
  if (typeof match.window === 'function' && !match.window(segment.window)) found.push(`win is ${segment.window}`);
  if (match.urgentPointer !== undefined && segment.urgentPointer !== match.urgentPointer) {
    found.push(differs('urg', segment.urgentPointer, match.urgentPointer));
  }
  if (match.length !== undefined && segment.payload.length !== match.length) {
    found.push(differs('length', segment.payload.length, match.length));
  }
  if (match.data !== undefined && !Buffer.from(segment.payload).equals(Buffer.from(match.data))) {
    found.push('the data is not the data expected');
  }
  const further = match.where?.(segment);
  if (further) found.push(further);
  return found;
}

/** What is demanded, as one line in the trace's notation; sequence numbers relative where the bases are known. Throws WireError on a control bit that does not exist. */
export function describeMatch(
  flags: string,
  match: SegmentMatch,
  bases: { iss?: number | undefined; irs?: number | undefined },
): string {
  const parts = [`<CTL=${formatFlags(parseFlags(flags))}>`];
  if (match.seq !== undefined) parts.push(`seq ${relative(match.seq, bases.irs)}`);
  if (match.ack !== undefined) parts.push(`ack ${relative(match.ack, bases.iss)}`);
  if (typeof match.window === 'number') parts.push(`win ${match.window}`);
  if (match.urgentPointer !== undefined) parts.push(`urg ${match.urgentPointer}`);
  const length = match.length ?? (match.data === undefined ? undefined : Buffer.byteLength(match.data));
  if (length !== undefined) parts.push(`length ${length}`);
  return parts.join(', ');
}

function relative(value: number, base: number | undefined): number {
  return base === undefined ? value : (value - base) >>> 0;
}

function differs(field: string, got: number, wanted: number): string {
  const by = (got - wanted) | 0;
  return `${field} is ${by > 0 ? by : -by} ${by > 0 ? 'above' : 'below'} what was expected`;
}
