import type { Peer } from '../peer/peer.js';
import { add } from '../wire/seq.js';
import { SYNCHRONIZED } from './sequence-space.js';
import type { State } from './states.js';
import type { Opening } from './way.js';

/** A row of the table of states and events: a state, and how the connection was opened where that makes a difference. */
export interface Situation {
  readonly state: State;
  readonly opening: Opening;
  /** Its name in the id of a case. */
  readonly path: string;
  /** Its name in the title of a case. */
  readonly where: string;
}

const PASSIVELY: Situation = situation('SYN-RECEIVED');
const SIMULTANEOUSLY: Situation = situation('SYN-RECEIVED', 'simultaneous');

/** SYN-RECEIVED in both ways, then the synchronized states: the states of RFC 9293 3.10.7.4, each after a passive OPEN. */
export const SITUATIONS: readonly Situation[] = [
  PASSIVELY,
  SIMULTANEOUSLY,
  ...SYNCHRONIZED.map((state) => situation(state)),
];

/** SYN-RECEIVED after a passive OPEN, and after both sides made an active one. */
export const SYN_RECEIVED: readonly Situation[] = [PASSIVELY, SIMULTANEOUSLY];

/** The states in which text and a FIN of the peer are still awaited. */
export const RECEIVING: readonly Situation[] = (['ESTABLISHED', 'FIN-WAIT-1', 'FIN-WAIT-2'] as const).map((state) =>
  situation(state),
);

/** The states after the FIN of the peer. */
export const AFTER_FIN: readonly Situation[] = (['CLOSE-WAIT', 'CLOSING', 'LAST-ACK', 'TIME-WAIT'] as const).map(
  (state) => situation(state),
);

/** A state with its names; `simultaneous` is named, the other ways of opening are not. */
export function situation(state: State, opening: Opening = state === 'SYN-SENT' ? 'active' : 'passive'): Situation {
  const isSpecial = opening === 'simultaneous';
  return {
    state,
    opening,
    path: `${state.toLowerCase()}${isSpecial ? '-simultaneous' : ''}`,
    where: isSpecial ? `${state} after simultaneous opening` : state,
  };
}

/** Where a RST at RCV.NXT leads (RFC 9293 3.10.7.4, second): back to LISTEN after a passive OPEN, else to CLOSED. */
export function afterReset({ state, opening }: Situation): State {
  return state === 'SYN-RECEIVED' && opening === 'passive' ? 'LISTEN' : 'CLOSED';
}

/** Where a FIN in its place leads, given that it leaves the target's own FIN unacknowledged (RFC 9293 3.10.7.4, eighth). */
export function afterFin({ state }: Situation): State {
  if (state === 'FIN-WAIT-1') return 'CLOSING';
  if (state === 'FIN-WAIT-2') return 'TIME-WAIT';
  return state === 'SYN-RECEIVED' || state === 'ESTABLISHED' ? 'CLOSE-WAIT' : state;
}

/** An acknowledgment number that changes nothing: SND.UNA of the target. In SYN-RECEIVED there is none; there it completes the handshake. */
export function quietAck({ state }: Pick<Situation, 'state'>, { rcv }: Peer): number {
  return ['FIN-WAIT-1', 'CLOSING', 'LAST-ACK'].includes(state) ? add(rcv.nxt, -1) : rcv.nxt;
}
