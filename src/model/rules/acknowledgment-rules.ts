import { add } from '../../wire/seq.js';
import { mayReceive, type State } from '../state.js';
import type { Distance } from './sequence-rules.js';

/** How SEG.ACK stands to what was sent. */
export type AckKind = 'new' | 'duplicate' | 'old' | 'too-old' | 'unsent';

/** What the model decides about acknowledgments and text (RFC 9293 3.10.7.4 fifth to seventh, 3.8.6.3). */
export interface AcknowledgmentRules {
  /** 3.10.7.4, fifth: a segment without ACK is dropped. */
  readonly withoutAck: 'drop' | 'take' | 'acknowledge';
  /** 3.10.7.4, fifth, RFC 5961 5.2: what SEG.ACK is worth; `maxWnd` is MAX.SND.WND. */
  ackKind(
    ack: number,
    snd: { readonly una: number; readonly nxt: number; readonly maxWnd: number },
    distance: Distance,
  ): AckKind;
  /** 3.10.7.4, fifth: the answer to an acknowledgment of what was not sent. */
  ackOfUnsent(state: State): 'acknowledge' | 'ignore' | 'reset';
  /** 3.10.7.4, fifth: an acknowledgment of nothing new is ignored. */
  readonly answersOldAck: boolean;
  /** 3.10.7.4, fifth: neither an old acknowledgment nor a segment older than the last that set it sets the window. */
  updatesWindow(
    seg: { readonly seq: number; readonly ack: number },
    snd: { readonly una: number; readonly wl1: number; readonly wl2: number },
    distance: Distance,
  ): boolean;
  /** 3.10.7.4, fifth: in CLOSING, what does not acknowledge our FIN is ignored. */
  readonly closingIgnoresRest: boolean;
  /** 3.10.7.4, seventh: the states in which text is taken. */
  takesText(state: State): boolean;
  /** 3.10.7.4, first, SHLD-31: text ahead of a gap is held. */
  readonly holdsOutOfOrder: boolean;
  /** RFC 5681 4.2, MAY-13: text ahead of a gap is acknowledged at once. */
  readonly acknowledgesOutOfOrder: boolean;
  /** 3.8.6.3, MUST-40: how long an acknowledgment may wait, in ms (less than 500). */
  delayedAckMs(setting: number): number;
  /** 3.8.6.3, SHLD-18: full-sized segments that one acknowledgment may cover. */
  readonly segmentsPerAck: number;
  /** 3.8.5: the mark of urgent data, the octet after it. */
  urgentMark(seq: number, up: number): number;
  /** 3.8.5, MUST-30, MUST-62: the urgent pointer that is sent for a mark. */
  urgentPointerSent(mark: number, seq: number, distance: Distance): number;
  /** 3.10.7.4, sixth: the states in which urgent data can come. */
  takesUrgent(state: State): boolean;
  /** 3.8.5, MUST-32: the user is told of urgent data. */
  readonly tellsUrgent: boolean;
}

/** What RFC 9293 says. */
export const ACKNOWLEDGMENT_RULES: AcknowledgmentRules = {
  withoutAck: 'drop',
  ackKind: (ack, { una, nxt, maxWnd }, apart) => {
    if (apart(nxt, ack) > 0) return 'unsent';
    if (apart(una, ack) > 0) return 'new';
    if (ack === una) return 'duplicate';
    return apart(ack, una) > maxWnd ? 'too-old' : 'old';
  },
  ackOfUnsent: () => 'acknowledge',
  answersOldAck: false,
  updatesWindow: ({ seq, ack }, { una, wl1, wl2 }, apart) =>
    apart(una, ack) >= 0 && (apart(wl1, seq) > 0 || (wl1 === seq && apart(wl2, ack) >= 0)),
  closingIgnoresRest: true,
  takesText: mayReceive,
  holdsOutOfOrder: true,
  acknowledgesOutOfOrder: true,
  delayedAckMs: (setting) => setting,
  segmentsPerAck: 2,
  urgentMark: (seq, up) => add(seq, up),
  urgentPointerSent: (mark, seq, apart) => Math.min(apart(seq, mark), 0xffff),
  takesUrgent: mayReceive,
  tellsUrgent: true,
};
