import { add, distance } from '../wire/seq.js';
import type { Stack } from './stack.js';
import type { Tcb } from './tcb.js';

const LARGEST_FIELD = 0xffff;

/** RCV.WND: what is left of the window that was offered. */
export function rcvWnd({ rcv }: Tcb): number {
  return Math.max(0, distance(rcv.nxt, rcv.edge));
}

/**
 * Offers as much window as there is room for, unless that would be silly (RFC 9293 3.8.6.2.2), and never less than
 * before (SHLD-14). Gives the value of the window field.
 */
export function offerWindow({ rules }: Stack, tcb: Tcb): number {
  const { rcv, options } = tcb;
  const before = rcvWnd(tcb);
  const free = Math.max(0, options.SO_RCVBUF - rcv.text.length);
  const offer = Math.min(rules.edgeOffered(free, before), LARGEST_FIELD * 2 ** rcv.shift);
  if (offer < before || rules.worthOffering(offer - before, options.SO_RCVBUF, tcb.snd.mss)) {
    rcv.edge = add(rcv.nxt, offer);
  }
  const field = Math.ceil(rcvWnd(tcb) / 2 ** rules.shiftSent(rcv.shift)); // rounded down it would shrink
  return Math.min(field, LARGEST_FIELD);
}

/** Whether a window update is worth a segment of its own, now that the user has taken text: when it at least doubles the window. */
export function wantsUpdate({ rules }: Stack, tcb: Tcb): boolean {
  const { rcv, options } = tcb;
  const now = rcvWnd(tcb);
  const free = Math.min(Math.max(0, options.SO_RCVBUF - rcv.text.length), LARGEST_FIELD * 2 ** rcv.shift);
  return free > now && free >= 2 * now && rules.worthOffering(free - now, options.SO_RCVBUF, tcb.snd.mss);
}

/** The shift that our buffer needs (RFC 7323 2.3). */
export function shiftFor(bufferOctets: number): number {
  let shift = 0;
  while (shift < 14 && bufferOctets / 2 ** shift > LARGEST_FIELD) shift++;
  return shift;
}
