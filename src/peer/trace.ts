import type { Frame } from '../link/link.js';
import type { DecodedSegment } from '../wire/tcp.js';
import { formatSegment } from '../wire/trace.js';

/** One segment of an exchange as a person reads it. `at` is in ms on the link's clock. */
export interface TraceEntry {
  readonly at: number;
  readonly from: 'peer' | 'target';
  readonly segment: DecodedSegment;
  readonly frame: Frame;
  /** Said of a segment that repeats an earlier one and was therefore set aside. */
  readonly retransmission: boolean;
  /** The initial sequence numbers of the incarnation it belongs to, as far as they are known when it is read. */
  readonly bases: Bases;
}

/** The initial sequence numbers that a trace is told relative to; absolute where one is not known. */
export interface Bases {
  readonly iss?: number | undefined;
  readonly irs?: number | undefined;
}

/** A segment of an exchange in words, `at` in ms on the link's clock. */
export interface TraceLine {
  readonly at: number;
  readonly from: 'peer' | 'target';
  readonly text: string;
}

/** The entry of a segment that the peer sent. Its moment is asked for when it is read: a link may have to fetch it. */
export function sentEntry(frame: Frame, segment: DecodedSegment, bases: Bases): TraceEntry {
  return {
    get at() {
      return frame.at;
    },
    from: 'peer',
    segment,
    frame,
    retransmission: false,
    bases,
  };
}

/** A segment with its moment and its line; sequence numbers relative to ISS and IRS, or absolute. */
export function traceLine(entry: TraceEntry, { absolute = false } = {}): TraceLine {
  return { at: entry.at, from: entry.from, text: traceText(absolute ? { ...entry, bases: {} } : entry) };
}

/** One line in tcpdump's notation, relative to the initial sequence numbers. */
export function traceText(entry: Pick<TraceEntry, 'from' | 'segment' | 'retransmission' | 'bases'>): string {
  const { iss, irs } = entry.bases;
  const [seqBase, ackBase] = entry.from === 'peer' ? [iss, irs] : [irs, iss];
  const line = formatSegment(entry.segment, {
    ...(seqBase === undefined ? {} : { seqBase }),
    ...(ackBase === undefined ? {} : { ackBase }),
  });
  return entry.retransmission ? `${line} (retransmission)` : line;
}
