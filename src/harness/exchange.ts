import type { TraceEntry } from '../peer/trace.js';
import { add, distance } from '../wire/seq.js';
import { ACK, CWR, type DecodedSegment, ECE, RST, SYN, segmentLength } from '../wire/tcp.js';
import type { TcpOption } from '../wire/tcp-options.js';
import { optionOf } from './options.js';
import { SentStream } from './sent-stream.js';
import { Spans } from './spans.js';

const DEFAULT_MSS = { 4: 536, 6: 1220 } as const;
const MOST_SHIFT = 14; // RFC 7323 2.3
const MOST_STREAMS = 16;
const MOST_SYNS = 256;

/**
 * What has passed between a peer and the target on one pair of sockets, before the segment that is looked at. The peer may have
 * sent anything; where it contradicts itself, this has what allows the target more.
 */
export class Exchange {
  readonly family: 4 | 6;
  /** The target's incarnations on this pair of sockets, oldest first. */
  readonly streams: SentStream[] = [];
  /** What the peer has sent of its sequence space. */
  readonly sent = new Spans();
  /** The sequence numbers of the peer's SYNs. */
  readonly syns: number[] = [];
  /** The largest MSS that a SYN of the peer offered, the default if one offered none; undefined before the first. */
  mss: number | undefined;
  /** The kinds of options that segments of the peer have had. */
  readonly offered = new Set<TcpOption['kind']>();
  /** The kinds that every SYN of the peer has had; undefined before the first. */
  inEverySyn: ReadonlySet<TcpOption['kind']> | undefined;
  /** Whether a SYN of the peer asked for ECN (RFC 3168 6.1.1). */
  offersEcn = false;
  /** The right edge of the peer's window, the furthest that any acknowledgment of its gave; undefined before the first. */
  edge: number | undefined;
  /** Whether the window that the peer offered last is zero. */
  isZeroWindow = false;
  #peerShift: number | undefined;
  #targetShift: number | undefined;

  constructor(family: 4 | 6) {
    this.family = family;
  }

  /** The incarnation that a sequence number belongs to, the newest first; undefined if none has sent it or what comes before it. */
  streamOf(seq: number): SentStream | undefined {
    return this.streams.findLast((stream) => stream.has(seq));
  }

  /** Whether a segment of the target is of a connection that both sides opened at once, by what it shows itself too. */
  isSimultaneous(segment: DecodedSegment): boolean {
    return this.streamOf(segment.seq)?.openingBy(segment) === 'simultaneous';
  }

  /** Whether more was sent than is remembered: then what is not found may have been there. */
  get overrun(): boolean {
    return this.sent.overrun || this.syns.length >= MOST_SYNS;
  }

  /** Whether all that this acknowledges, from a SYN of the peer on, was sent by it. */
  wasSent(ack: number): boolean {
    const span = this.sent.holding(add(ack, -1));
    return span !== undefined && this.syns.some((syn) => distance(span.from, syn) >= 0 && distance(syn, ack) > 0);
  }

  /** By how much the target's windows are scaled: not before both sides have offered it, and not in a SYN (RFC 7323 2.2). */
  shiftOf({ flags }: DecodedSegment): number {
    if ((flags & SYN) !== 0 || this.#peerShift === undefined) return 0;
    return this.#targetShift ?? 0;
  }

  /** Follows a segment of either side. */
  take({ from, segment }: TraceEntry): void {
    if (from === 'target') this.#takeTargets(segment);
    else this.#takePeers(segment);
  }

  #takeTargets(segment: DecodedSegment): void {
    const { seq, flags } = segment;
    if ((flags & SYN) !== 0 && (flags & RST) === 0) {
      this.#targetShift = shiftIn(segment) ?? this.#targetShift;
      if (this.streams.at(-1)?.iss !== seq) this.#begin(segment);
    }
    this.streamOf(seq)?.take(segment);
  }

  #takePeers(segment: DecodedSegment): void {
    const { seq, flags, ack, window, options } = segment;
    this.sent.add(seq, segmentLength(segment));
    for (const { kind } of options) this.offered.add(kind);
    if ((flags & SYN) !== 0) this.#takeSyn(segment);
    if ((flags & ACK) === 0) return;
    const scaled = this.#targetShift === undefined ? 0 : (this.#peerShift ?? 0);
    const edge = add(ack, window * 2 ** scaled);
    this.isZeroWindow = window === 0;
    if (this.edge === undefined || distance(this.edge, edge) > 0) this.edge = edge;
  }

  #takeSyn(segment: DecodedSegment): void {
    const { seq, flags, options } = segment;
    if (this.syns.length < MOST_SYNS) this.syns.push(seq);
    const kinds = new Set(options.map(({ kind }) => kind));
    this.inEverySyn = this.inEverySyn ? new Set([...this.inEverySyn].filter((kind) => kinds.has(kind))) : kinds;
    this.offersEcn ||= (flags & (ECE | CWR)) !== 0;
    this.mss = Math.max(this.mss ?? 0, optionOf(segment, 'mss')?.value ?? DEFAULT_MSS[this.family]);
    const shift = shiftIn(segment);
    if (shift !== undefined) this.#peerShift = Math.max(this.#peerShift ?? 0, shift);
  }

  /** A new space of sequence numbers, in which an edge of the one before says nothing. */
  #begin(syn: DecodedSegment): void {
    if (this.streams.length >= MOST_STREAMS) this.streams.shift();
    this.streams.push(new SentStream(syn));
    this.edge = undefined;
  }
}

function shiftIn(segment: DecodedSegment): number | undefined {
  const shift = optionOf(segment, 'window-scale')?.shift;
  return shift === undefined ? undefined : Math.min(shift, MOST_SHIFT);
}
