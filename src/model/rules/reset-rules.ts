import { add } from '../../wire/seq.js';
import type { State } from '../state.js';

/** The part of a segment that a reset is made from. */
export interface ResetCause {
  readonly hasAck: boolean;
  readonly seq: number;
  readonly len: number;
  readonly ack: number;
}

/** The numbers of a reset; without `ack` it has no ACK bit. */
export interface ResetNumbers {
  readonly seq: number;
  readonly ack?: number;
}

/** What the model decides about resets, sent and received (RFC 9293 3.5.2, 3.5.3, RFC 5961 3). */
export interface ResetRules {
  /** 3.10.7.1, 3.5.2: the numbers of the RST that answers a segment for no connection. */
  resetFor(cause: ResetCause): ResetNumbers;
  /** 3.5.2, MUST: a segment for no connection is answered with a RST. */
  readonly resetsUnknown: boolean;
  /** 3.5.2, 3.10.7.1: a RST is never answered with a RST. */
  answersReset(state: State): boolean;
  /** 3.10.7.4, first: a RST outside of the window is dropped. */
  readonly dropsResetOutsideWindow: boolean;
  /** RFC 5961 3.2: with its protection, a RST in the window but not at RCV.NXT draws a challenge ACK. */
  resetInWindow(place: { readonly isExact: boolean; readonly rfc5961: boolean }): 'take' | 'challenge' | 'answer';
  /** 3.10.7.4, second: a RST that is taken ends the connection. */
  resetEnds(state: State): boolean;
  /** RFC 5961 3 to 5: whether a challenge ACK is sent. */
  challenges(why: 'reset' | 'syn' | 'ack'): boolean;
  /** RFC 5961 7: how many challenge ACKs a connection sends within five seconds at the most; the RFC suggests 10. */
  readonly challengesInFiveSeconds: number;
  /** RFC 5961 7: in which time, in ms, these challenge ACKs are counted. */
  readonly challengesCountedMs: number;
  /** 3.10.7.4, fourth: what a SYN does in a synchronized state. */
  synInSynchronized(rfc5961: boolean): 'challenge' | 'reset';
  /** 3.10.5: what ABORT sends in a state in which the peer may not know that all is over. */
  readonly abortSends: 'reset' | 'fin' | 'nothing';
  /** 3.10.5: the states in which the peer has to be told. */
  abortTells(state: State): boolean;
  /** 3.6.1, SHLD-3: whether a CLOSE that leaves octets unread sends a RST. */
  readonly resetsUnread: boolean;
  /** 3.6.1, SHLD-3: what becomes of text for a connection that no user holds. */
  readonly textForNobody: 'reset' | 'take';
}

const TOLD: ReadonlySet<State> = new Set(['SYN-RECEIVED', 'ESTABLISHED', 'FIN-WAIT-1', 'FIN-WAIT-2', 'CLOSE-WAIT']);

/** What RFC 9293 says. */
export const RESET_RULES: ResetRules = {
  resetFor: ({ hasAck, seq, len, ack }) => (hasAck ? { seq: ack } : { seq: 0, ack: add(seq, len) }),
  resetsUnknown: true,
  answersReset: () => false,
  dropsResetOutsideWindow: true,
  resetInWindow: ({ isExact, rfc5961 }) => (isExact || !rfc5961 ? 'take' : 'challenge'),
  resetEnds: () => true,
  challenges: () => true,
  challengesInFiveSeconds: 10,
  challengesCountedMs: 5_000,
  synInSynchronized: (rfc5961) => (rfc5961 ? 'challenge' : 'reset'),
  abortSends: 'reset',
  abortTells: (state) => TOLD.has(state),
  resetsUnread: true,
  textForNobody: 'reset',
};
