import { add, distance } from '../../wire/seq.js';

/** How octets lie between two sequence numbers: `distance` of wire/seq. */
export type Distance = (from: number, to: number) => number;

/** What the model decides about sequence numbers (RFC 9293 3.4). */
export interface SequenceRules {
  /** 3.4: octets from one number to another, modulo 2^32; negative when `to` lies behind. */
  distance: Distance;
  /** 3.10.7.4, first, table 6: whether any of a segment lies in the window. */
  acceptable(
    seg: { readonly seq: number; readonly len: number },
    rcv: { readonly nxt: number; readonly wnd: number },
    distance: Distance,
  ): boolean;
  /** 3.10.7.4, first: what is not acceptable is acknowledged, in these states. */
  answersUnacceptable(state: string): boolean;
  /** 3.4.1, MUST-8, MUST-9: an ISS from a clock of 4 microseconds and a keyed hash of the pair of sockets. */
  iss(tick: number, hash: number): number;
  /** 3.6.1, MAY-2: the ISS of a connection that follows one in TIME-WAIT lies above all that was used. */
  issAfter(iss: number, lastUsed: number, distance: Distance): number;
  /** 3.10.7.4, sixth of 3.4: the number that is acknowledged, given what was received. */
  acknowledged(rcvNxt: number, why: 'text' | 'fin' | 'other'): number;
}

/** What RFC 9293 says. */
export const SEQUENCE_RULES: SequenceRules = {
  distance,
  acceptable: ({ seq, len }, { nxt, wnd }, apart) => {
    const inWindow = (octet: number) => apart(nxt, octet) >= 0 && apart(nxt, octet) < wnd;
    if (len === 0) return wnd === 0 ? seq === nxt : inWindow(seq);
    return wnd > 0 && (inWindow(seq) || inWindow(add(seq, len - 1)));
  },
  answersUnacceptable: () => true,
  iss: (tick, hash) => add(tick, hash),
  issAfter: (iss, lastUsed, apart) => (apart(lastUsed, iss) > 0 ? iss : add(lastUsed, 64_000)),
  acknowledged: (rcvNxt) => rcvNxt,
};
