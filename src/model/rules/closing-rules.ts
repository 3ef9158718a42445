import type { State } from '../state.js';

/** What the model decides while a connection is being closed (RFC 9293 3.6). */
export interface ClosingRules {
  /** 3.10.4: the states in which CLOSE is answered with an error, since the user has closed already and no more can come of it. */
  closeIsError(state: State): boolean;
  /** 3.10.7.4, eighth: the state after the peer's FIN; `finAcked`: it has acknowledged ours. */
  stateAfterFin(state: State, finAcked: boolean): State;
  /** 3.10.7.4, fifth: the state after the peer has acknowledged our FIN. */
  stateAfterFinAcked(state: State): State;
  /** 3.6.1, MUST-13: a connection that was closed actively lingers in TIME-WAIT. */
  readonly lingersInTimeWait: boolean;
  /** 3.10.8: TIME-WAIT ends. */
  readonly leavesTimeWait: boolean;
  /** 3.10.7.4, fifth, eighth: a FIN that comes again restarts the 2 MSL. */
  readonly restartsTimeWait: boolean;
  /** 3.6.1: an acknowledgment in TIME-WAIT draws none. */
  readonly timeWaitAnswersAck: boolean;
  /** 3.10.7.4, eighth: a FIN is acknowledged. */
  readonly acknowledgesFin: boolean;
  /** 3.10.7.4, first: a FIN is processed in its place. */
  finIsNext(finSeq: number, rcvNxt: number): boolean;
  /** 3.6, case 2: CLOSE-WAIT lasts as long as the user wants. */
  readonly closeWaitEndsByItself: boolean;
  /** 3.6, MUST: after its CLOSE a user can still receive. */
  readonly receivesAfterClose: boolean;
  /** 3.6.1, MAY-2, RFC 6191 2: whether a SYN opens a new connection out of TIME-WAIT; `timestamp` is how its value stands to TS.Recent. */
  reopens(syn: { readonly hasHigherSeq: boolean; readonly timestamp: 'newer' | 'same' | 'older' | 'none' }): boolean;
  /** 3.6.1, MAY-2: if that SYN turns out to be old, TIME-WAIT goes on. */
  readonly returnsToTimeWait: boolean;
  /** 3.10.4: CLOSE waits until all that was sent has been segmentized. */
  readonly closeKeepsUnsent: boolean;
  /** 3.10.4: a second CLOSE sends no second FIN. */
  readonly secondCloseSendsFin: boolean;
  /** 3.10.4: CLOSE in SYN-RECEIVED sends a FIN, or waits until it can. */
  readonly closeInSynReceived: 'fin' | 'forget';
  /** 3.6.1: FIN-WAIT-2 without a user does not last for ever, as stacks do it. */
  readonly orphansEnd: boolean;
}

/** What RFC 9293 says. */
export const CLOSING_RULES: ClosingRules = {
  closeIsError: (state) => state === 'CLOSING' || state === 'LAST-ACK' || state === 'TIME-WAIT',
  stateAfterFin: (state, finAcked) => {
    if (state === 'SYN-RECEIVED' || state === 'ESTABLISHED') return 'CLOSE-WAIT';
    if (state === 'FIN-WAIT-1') return finAcked ? 'TIME-WAIT' : 'CLOSING';
    return state === 'FIN-WAIT-2' ? 'TIME-WAIT' : state;
  },
  stateAfterFinAcked: (state) => {
    if (state === 'FIN-WAIT-1') return 'FIN-WAIT-2';
    if (state === 'CLOSING') return 'TIME-WAIT';
    return state === 'LAST-ACK' ? 'CLOSED' : state;
  },
  lingersInTimeWait: true,
  leavesTimeWait: true,
  restartsTimeWait: true,
  timeWaitAnswersAck: false,
  acknowledgesFin: true,
  finIsNext: (finSeq, rcvNxt) => finSeq === rcvNxt,
  closeWaitEndsByItself: false,
  receivesAfterClose: true,
  reopens: ({ hasHigherSeq, timestamp }) => timestamp === 'newer' || (timestamp !== 'older' && hasHigherSeq),
  returnsToTimeWait: true,
  closeKeepsUnsent: true,
  secondCloseSendsFin: false,
  closeInSynReceived: 'fin',
  orphansEnd: true,
};
