import { add, between } from '../wire/seq.js';
import { ACK, type DecodedSegment, SYN, segmentLength } from '../wire/tcp.js';
import type { TcpOption } from '../wire/tcp-options.js';

/** The send sequence space of RFC 9293 3.3.1, as the peer keeps it. Sequence numbers are absolute. */
export interface SendVariables {
  una: number;
  nxt: number;
  /** The window that the target offered last, in octets (scaled once scaling is in force). */
  wnd: number;
}

/** The receive sequence space. `nxt` is undefined until the target's SYN has been read. */
export interface ReceiveVariables {
  nxt: number;
  wnd: number;
}

/** The connection variables of the peer, named as in RFC 9293 3.3.1. They move only by what the script sent or read. */
export class Variables {
  iss: number;
  irs: number | undefined;
  readonly snd: SendVariables;
  readonly rcv: ReceiveVariables;
  #shift: number | undefined;

  constructor(iss: number, rcvWnd: number) {
    this.iss = iss;
    this.snd = { una: iss, nxt: iss, wnd: 0 };
    this.rcv = { nxt: 0, wnd: rcvWnd };
  }

  /** Follows a segment that was sent in sequence. */
  sent(length: number): void {
    this.snd.nxt = add(this.snd.nxt, length);
  }

  /** Follows a segment that was read: RCV.NXT, SND.UNA and SND.WND. `offered` are the options of our own SYN. */
  received(segment: DecodedSegment, offered: readonly TcpOption[]): void {
    if ((segment.flags & SYN) !== 0) {
      this.irs = segment.seq;
      this.rcv.nxt = add(segment.seq, segmentLength(segment));
      this.#shift = segment.options.find((o) => o.kind === 'window-scale')?.shift;
    } else if (segment.seq === this.rcv.nxt) {
      this.rcv.nxt = add(this.rcv.nxt, segmentLength(segment));
    }
    if ((segment.flags & ACK) === 0) return;
    if (between(this.snd.una, segment.ack, add(this.snd.nxt, 1))) this.snd.una = segment.ack;
    this.snd.wnd = segment.window * 2 ** ((segment.flags & SYN) !== 0 ? 0 : this.#scale(offered));
  }

  /** In force when both SYNs offered it, whichever came first; 14 at most (RFC 7323 2.2, 2.3). */
  #scale(offered: readonly TcpOption[]): number {
    if (this.#shift === undefined || !offered.some(({ kind }) => kind === 'window-scale')) return 0;
    return Math.min(this.#shift, 14);
  }
}
