import type { ArcCoverage } from '../run.js';

/** Whether Figure 5 of RFC 9293 draws this arc; the others are in its text alone. */
export function isInFigure5({ from, to, event }: Pick<ArcCoverage, 'from' | 'to' | 'event'>): boolean {
  return FIGURE_5.has(`${from} > ${to} ${event}`);
}

const FIGURE_5: ReadonlySet<string> = new Set([
  'CLOSED > LISTEN passive OPEN',
  'CLOSED > SYN-SENT active OPEN',
  'LISTEN > CLOSED CLOSE',
  'LISTEN > SYN-RECEIVED rcv SYN',
  'LISTEN > SYN-SENT SEND',
  'SYN-SENT > CLOSED CLOSE',
  'SYN-SENT > SYN-RECEIVED rcv SYN',
  'SYN-SENT > ESTABLISHED rcv SYN,ACK',
  'SYN-RECEIVED > LISTEN rcv RST',
  'SYN-RECEIVED > ESTABLISHED rcv ACK of SYN',
  'SYN-RECEIVED > FIN-WAIT-1 CLOSE',
  'ESTABLISHED > FIN-WAIT-1 CLOSE',
  'ESTABLISHED > CLOSE-WAIT rcv FIN',
  'FIN-WAIT-1 > FIN-WAIT-2 rcv ACK of FIN',
  'FIN-WAIT-1 > CLOSING rcv FIN',
  'FIN-WAIT-2 > TIME-WAIT rcv FIN',
  'CLOSING > TIME-WAIT rcv ACK of FIN',
  'CLOSE-WAIT > LAST-ACK CLOSE',
  'LAST-ACK > CLOSED rcv ACK of FIN',
  'TIME-WAIT > CLOSED 2 MSL timeout',
]);
