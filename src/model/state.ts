/** The states of RFC 9293 3.3.2. A connection that is CLOSED has no TCB. */
export type State =
  | 'LISTEN'
  | 'SYN-SENT'
  | 'SYN-RECEIVED'
  | 'ESTABLISHED'
  | 'FIN-WAIT-1'
  | 'FIN-WAIT-2'
  | 'CLOSE-WAIT'
  | 'CLOSING'
  | 'LAST-ACK'
  | 'TIME-WAIT'
  | 'CLOSED';

/** The states in which both sides have sent and acknowledged a SYN (RFC 9293 3.5.2, group 3). */
export function isSynchronized(state: State): boolean {
  return state !== 'CLOSED' && state !== 'LISTEN' && state !== 'SYN-SENT' && state !== 'SYN-RECEIVED';
}

/** The states in which the peer may still send text (RFC 9293 3.10.7.4, seventh). */
export function mayReceive(state: State): boolean {
  return state === 'ESTABLISHED' || state === 'FIN-WAIT-1' || state === 'FIN-WAIT-2';
}

/** The states in which text or a FIN of ours may be sent, once the handshake is over. */
export function maySend(state: State): boolean {
  return isSynchronized(state) && state !== 'FIN-WAIT-2' && state !== 'TIME-WAIT';
}
