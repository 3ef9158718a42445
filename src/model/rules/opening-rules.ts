import type { Distance } from './sequence-rules.js';

/** What the model decides while a connection is being opened (RFC 9293 3.5, 3.10.7.2, 3.10.7.3). */
export interface OpeningRules {
  /** 3.10.7.3, first: whether SEG.ACK acknowledges our SYN. */
  acknowledgesSyn(ack: number, snd: { readonly una: number; readonly nxt: number }, distance: Distance): boolean;
  /** 3.10.7.3, first: the answer in SYN-SENT to an acknowledgment that does not. */
  readonly badAckInSynSent: 'reset' | 'ignore' | 'take';
  /** 3.10.7.3, first, RFC 6298 5: it does not have the SYN sent again before its time. */
  readonly badAckHastensSyn: boolean;
  /** 3.10.7.4, fifth: the same in SYN-RECEIVED. */
  readonly badAckInSynReceived: 'reset' | 'ignore' | 'take' | 'acknowledge';
  /** 3.10.7.2, second: the answer to an acknowledgment in LISTEN (MUST: RST). */
  readonly ackInListen: 'reset' | 'ignore';
  /** 3.10.7.2, fourth, 3.10.7.3, fifth: what is neither SYN, ACK nor RST is dropped. */
  anythingElse(state: 'LISTEN' | 'SYN-SENT'): 'drop' | 'reset';
  /** 3.10.7.3, second: whether a RST ends SYN-SENT. */
  resetEndsSynSent(acknowledgesSyn: boolean): boolean;
  /** 3.10.7.3, fourth: whether a SYN that bears PSH, URG or others beside is one. */
  readonly takesSynWithOtherBits: boolean;
  /** 3.5, MUST-10: what becomes of a SYN without ACK in SYN-SENT. */
  readonly simultaneousOpen: 'accept' | 'refuse' | 'fresh-iss';
  /** 3.5, figure 7: in SYN-RECEIVED a SYN,ACK with SEG.SEQ = IRS counts as the ACK that it carries. */
  readonly takesSynAckOfSimultaneousOpen: boolean;
  /** 3.10.7.2, third: a FIN beside a SYN does not open the connection. */
  readonly synFinOpens: boolean;
  /** 3.10.7.2, third, 3.10.7.3, fourth: text beside a SYN is kept until the connection is established, and a FIN too. */
  readonly synText: 'keep' | 'lose' | 'leave';
  /** 3.10.7.2, third: a SYN is one with a FIN beside it, too. */
  readonly takesSynWithFin: boolean;
  /** 3.10.7.4, second: whether a RST ends the half-open connection altogether. */
  readonly resetForgetsHalfOpen: boolean;
  /** 3.10.7.4, fourth: a SYN in the window in SYN-RECEIVED after a passive OPEN returns to LISTEN. */
  readonly synInWindowOfHalfOpen: 'listen' | 'ignore';
  /** 3.10.4: what CLOSE in SYN-SENT sends. */
  readonly closeInSynSent: 'nothing' | 'reset' | 'fin';
  /** 3.10.2: what the user sends before ESTABLISHED is kept until then. */
  readonly keepsEarlySends: boolean;
  /** 3.10.1 to 3.10.3: what the user cannot do in the state that the connection is in. */
  refuses(call: 'second OPEN' | 'SEND after CLOSE' | 'SEND without connection' | 'RECEIVE without connection'): boolean;
  /** 3.9.2.3, MUST-57, MUST-63: whether an address can be one end of a connection. */
  validEnd(isUnicast: boolean): boolean;
  /** 3.10.1, 3.6.1: a connection in TIME-WAIT still uses its pair of sockets. */
  readonly timeWaitHoldsPort: boolean;
  /** 3.9.1.1, MUST-43: a passive OPEN at one local address takes no calls at another. */
  readonly heedsLocalAddress: boolean;
  /** 3.9.1.1, MUST-46: OPEN towards such an address is an error. */
  refusesOpenTo(isUnicast: boolean): boolean;
}

/** What RFC 9293 says. */
export const OPENING_RULES: OpeningRules = {
  acknowledgesSyn: (ack, { una, nxt }, apart) => apart(una, ack) > 0 && apart(ack, nxt) >= 0,
  badAckInSynSent: 'reset',
  badAckHastensSyn: false,
  badAckInSynReceived: 'reset',
  ackInListen: 'reset',
  anythingElse: () => 'drop',
  resetEndsSynSent: (acknowledgesSyn) => acknowledgesSyn,
  takesSynWithOtherBits: true,
  simultaneousOpen: 'accept',
  takesSynAckOfSimultaneousOpen: true,
  synFinOpens: false,
  synText: 'keep',
  takesSynWithFin: true,
  resetForgetsHalfOpen: true,
  synInWindowOfHalfOpen: 'listen',
  closeInSynSent: 'nothing',
  keepsEarlySends: true,
  refuses: () => true,
  validEnd: (isUnicast) => isUnicast,
  timeWaitHoldsPort: true,
  heedsLocalAddress: true,
  refusesOpenTo: (isUnicast) => !isUnicast,
};
