import type { State } from './states.js';

/** An arc of the connection state machine. `figure` tells those drawn in Figure 5 of RFC 9293 from those that only the text has. */
export interface Arc {
  readonly from: State;
  readonly to: State;
  readonly event: string;
  readonly figure: boolean;
}

/** How a case names an arc: by its ends, and by the event where two arcs share them (unnamed: the one listed first). */
export type ArcName = readonly [State, State] | readonly [State, State, string];

/** The 20 arcs of Figure 5 (RFC 9293 3.3.2), then those that only the text of 3.5, 3.6 and 3.10 has. */
export const ARCS: readonly Arc[] = [
  ...figure5([
    ['CLOSED', 'LISTEN', 'passive OPEN'],
    ['CLOSED', 'SYN-SENT', 'active OPEN'],
    ['LISTEN', 'CLOSED', 'CLOSE'],
    ['LISTEN', 'SYN-RECEIVED', 'rcv SYN'],
    ['LISTEN', 'SYN-SENT', 'SEND'],
    ['SYN-SENT', 'CLOSED', 'CLOSE'],
    ['SYN-SENT', 'SYN-RECEIVED', 'rcv SYN'],
    ['SYN-SENT', 'ESTABLISHED', 'rcv SYN,ACK'],
    ['SYN-RECEIVED', 'LISTEN', 'rcv RST'],
    ['SYN-RECEIVED', 'ESTABLISHED', 'rcv ACK of SYN'],
    ['SYN-RECEIVED', 'FIN-WAIT-1', 'CLOSE'],
    ['ESTABLISHED', 'FIN-WAIT-1', 'CLOSE'],
    ['ESTABLISHED', 'CLOSE-WAIT', 'rcv FIN'],
    ['FIN-WAIT-1', 'FIN-WAIT-2', 'rcv ACK of FIN'],
    ['FIN-WAIT-1', 'CLOSING', 'rcv FIN'],
    ['FIN-WAIT-2', 'TIME-WAIT', 'rcv FIN'],
    ['CLOSING', 'TIME-WAIT', 'rcv ACK of FIN'],
    ['CLOSE-WAIT', 'LAST-ACK', 'CLOSE'],
    ['LAST-ACK', 'CLOSED', 'rcv ACK of FIN'],
    ['TIME-WAIT', 'CLOSED', '2 MSL timeout'],
  ]),
  ...text([
    ['FIN-WAIT-1', 'TIME-WAIT', 'rcv FIN,ACK of FIN'],
    ['LISTEN', 'SYN-SENT', 'active OPEN'],
    ['SYN-RECEIVED', 'LISTEN', 'rcv SYN in window'],
    ['SYN-RECEIVED', 'CLOSED', 'rcv RST'],
    ['SYN-SENT', 'CLOSED', 'rcv RST'],
    ['SYN-SENT', 'CLOSE-WAIT', 'rcv SYN,ACK,FIN'],
    ['SYN-RECEIVED', 'CLOSE-WAIT', 'rcv FIN,ACK'],
    ['TIME-WAIT', 'SYN-RECEIVED', 'rcv SYN'],
    ['ESTABLISHED', 'CLOSED', 'rcv RST'],
    ['FIN-WAIT-1', 'CLOSED', 'rcv RST'],
    ['FIN-WAIT-2', 'CLOSED', 'rcv RST'],
    ['CLOSE-WAIT', 'CLOSED', 'rcv RST'],
    ['CLOSING', 'CLOSED', 'rcv RST'],
    ['LAST-ACK', 'CLOSED', 'rcv RST'],
    ['TIME-WAIT', 'CLOSED', 'rcv RST'],
    ['SYN-RECEIVED', 'CLOSED', 'ABORT'],
    ['ESTABLISHED', 'CLOSED', 'ABORT'],
    ['FIN-WAIT-1', 'CLOSED', 'ABORT'],
    ['FIN-WAIT-2', 'CLOSED', 'ABORT'],
    ['CLOSE-WAIT', 'CLOSED', 'ABORT'],
    ['LISTEN', 'CLOSED', 'ABORT'],
    ['SYN-SENT', 'CLOSED', 'ABORT'],
    ['CLOSING', 'CLOSED', 'ABORT'],
    ['LAST-ACK', 'CLOSED', 'ABORT'],
    ['TIME-WAIT', 'CLOSED', 'ABORT'],
    ['SYN-SENT', 'CLOSED', 'USER TIMEOUT'],
    ['SYN-RECEIVED', 'CLOSED', 'USER TIMEOUT'],
    ['ESTABLISHED', 'CLOSED', 'USER TIMEOUT'],
    ['FIN-WAIT-1', 'CLOSED', 'USER TIMEOUT'],
    ['FIN-WAIT-2', 'CLOSED', 'USER TIMEOUT'],
    ['CLOSE-WAIT', 'CLOSED', 'USER TIMEOUT'],
    ['CLOSING', 'CLOSED', 'USER TIMEOUT'],
    ['LAST-ACK', 'CLOSED', 'USER TIMEOUT'],
  ]),
];

/** The arc that a case names; throws if there is none. */
export function arcOf(name: ArcName): Arc {
  const [from, to, event] = name;
  const found = ARCS.find((arc) => arc.from === from && arc.to === to && (event === undefined || arc.event === event));
  if (!found) throw new Error(`no arc leads from ${from} to ${to}${event ? ` by ${event}` : ''}`);
  return found;
}

type Row = readonly [State, State, string];

function figure5(rows: readonly Row[]): Arc[] {
  return rows.map(([from, to, event]) => ({ from, to, event, figure: true }));
}

function text(rows: readonly Row[]): Arc[] {
  return rows.map(([from, to, event]) => ({ from, to, event, figure: false }));
}
