import { add, distance } from '../wire/seq.js';
import { ACK, type DecodedSegment, FIN, RST, SYN, segmentLength } from '../wire/tcp.js';

const MOST_OCTETS = 1 << 20;

/** A SYN,ACK alone, a SYN alone, or one after the other (RFC 9293 3.5). */
export type Opening = 'passive' | 'active' | 'simultaneous';

/** What an incarnation of a connection at the target has sent so far, from its SYN on. Sequence numbers are absolute. */
export class SentStream {
  readonly iss: number;
  /** How it was opened, as far as its SYNs show it. */
  opening: Opening;
  /** The number after the last one that was sent: SND.NXT, as far as the wire shows it. */
  next: number;
  /** The number of its FIN, once that was sent. */
  finAt: number | undefined;
  /** Whether it has sent text or a FIN: then its state is a synchronized one, or was. */
  synchronized = false;
  /** Whether it has sent a RST after that. */
  reset = false;
  #octets = Buffer.alloc(0);
  #kept = 0;

  /** @param syn its first segment */
  constructor(syn: DecodedSegment) {
    this.iss = syn.seq;
    this.next = syn.seq;
    this.opening = (syn.flags & ACK) === 0 ? 'active' : 'passive';
  }

  /** How it was opened, by what is known once this segment was sent as well. */
  openingBy({ flags }: DecodedSegment): Opening {
    const isSynAck = (flags & SYN) !== 0 && (flags & ACK) !== 0;
    return isSynAck && this.opening === 'active' ? 'simultaneous' : this.opening;
  }

  /** Whether a number is one that was sent, or the next one. */
  has(seq: number): boolean {
    return distance(this.iss, seq) >= 0 && distance(seq, this.next) >= 0;
  }

  /** Whether text that was sent before at this place had the same octets. What lies beyond the first 2^20 is not remembered. */
  agrees(segment: DecodedSegment): boolean {
    const at = this.#placeOf(segment);
    const again = Math.min(segment.payload.length, this.#kept - at);
    return at < 0 || again <= 0 || this.#octets.compare(segment.payload, 0, again, at, at + again) === 0;
  }

  /** Follows a segment that was sent. */
  take(segment: DecodedSegment): void {
    const { seq, flags, payload } = segment;
    if ((flags & RST) !== 0) {
      if (this.synchronized) this.reset = true;
      return;
    }
    const end = add(seq, segmentLength(segment));
    this.opening = this.openingBy(segment);
    if ((flags & FIN) !== 0) this.finAt ??= add(end, -1);
    if (payload.length > 0 || (flags & FIN) !== 0) this.synchronized = true;
    if (distance(this.next, end) > 0) {
      this.#keep(segment);
      this.next = end;
    }
  }

  #keep(segment: DecodedSegment): void {
    const at = this.#placeOf(segment);
    const end = at + segment.payload.length;
    if (at < 0 || at > this.#kept || end <= this.#kept || end > MOST_OCTETS) return;
    if (end > this.#octets.length) this.#octets = Buffer.concat([this.#octets], Math.max(2 * this.#octets.length, end));
    this.#octets.set(segment.payload, at);
    this.#kept = end;
  }

  #placeOf({ seq, flags }: DecodedSegment): number {
    return distance(add(this.iss, 1), add(seq, (flags & SYN) !== 0 ? 1 : 0));
  }
}
