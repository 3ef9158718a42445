import { add } from '../../wire/seq.js';
import type { Stack } from '../stack.js';
import type { InFlight, Tcb } from '../tcb.js';
import { arm, armIfIdle } from '../timers.js';
import { emit } from './emit.js';

/** What a new segment carries. */
export interface Fresh {
  readonly syn?: boolean;
  readonly fin?: boolean;
  readonly psh?: boolean;
  readonly text?: Uint8Array;
}

/** Sends a segment at SND.NXT that occupies sequence space, and remembers it until it is acknowledged. */
export function sendFresh(stack: Stack, tcb: Tcb, { syn = false, fin = false, psh = false, text }: Fresh): void {
  const { snd } = tcb;
  const now = stack.clock.now();
  const len = (text?.length ?? 0) + (syn ? 1 : 0) + (fin ? 1 : 0);
  snd.flight.push({ seq: snd.nxt, len, syn, fin, psh, sentAt: now, times: 1 });
  const seq = snd.nxt;
  snd.nxt = add(seq, len);
  if (fin) snd.finSent = true;
  emit(stack, tcb, { seq, syn, fin, psh, ack: acknowledges(tcb), isNew: true, ...(text ? { text } : {}) });
  outstanding(stack, tcb);
  runRetransmission(stack, tcb);
}

/** Sends the oldest segment that is not acknowledged again (RFC 9293 3.8.1). */
export function sendAgain(stack: Stack, tcb: Tcb): void {
  const first = tcb.snd.flight[0];
  if (!first) return;
  first.times++;
  first.sentAt = stack.clock.now();
  const { seq, syn, fin, psh } = first;
  const text = textOf(tcb, first);
  const octets = text.length > 0 ? { text: stack.rules.textAgain(text) } : {};
  emit(stack, tcb, { seq, syn, fin, psh, ack: acknowledges(tcb), ...octets });
}

/** Has the retransmission timer run if anything is outstanding (RFC 6298 5.1). */
export function runRetransmission(stack: Stack, tcb: Tcb): void {
  if (tcb.snd.flight.length > 0) armIfIdle(stack, tcb, 'retransmission', tcb.rtt.rto);
}

/** Starts the retransmission timer anew; it runs for as long as anything is outstanding (RFC 6298 5.3). */
export function restartRetransmission(stack: Stack, tcb: Tcb): void {
  if (tcb.snd.flight.length > 0) arm(stack, tcb, 'retransmission', tcb.rtt.rto);
}

/** Octets of sequence space that are sent and not acknowledged. */
export function flightSize(stack: Stack, { snd }: Tcb): number {
  return Math.max(0, stack.rules.distance(snd.una, snd.nxt));
}

/** Notes since when something is outstanding, which is what the user's timeout counts from (RFC 9293 3.8.3). */
export function outstanding(stack: Stack, tcb: Tcb): void {
  tcb.outstandingSince ??= stack.clock.now();
  startUserTimeout(stack, tcb);
}

/** Starts the user's timeout if there is one and something is outstanding. */
export function startUserTimeout(stack: Stack, tcb: Tcb): void {
  const { outstandingSince, options } = tcb;
  if (outstandingSince === undefined || options.TCP_USER_TIMEOUT <= 0) return;
  const left = outstandingSince + options.TCP_USER_TIMEOUT - stack.clock.now();
  arm(stack, tcb, 'user-timeout', Math.max(0, left));
}

/** Only the first SYN of an active OPEN has nothing to acknowledge. */
function acknowledges({ state }: Tcb): boolean {
  return state !== 'SYN-SENT' && state !== 'CLOSED';
}

function textOf({ snd }: Tcb, { seq, len, syn, fin }: InFlight): Uint8Array {
  const from = add(seq, syn ? 1 : 0);
  return snd.text.peek((from - snd.textSeq) >>> 0, len - (syn ? 1 : 0) - (fin ? 1 : 0));
}
