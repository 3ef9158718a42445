import { add } from '../../wire/seq.js';
import { measured } from '../rtt.js';
import { dataAcknowledged } from '../send/congestion.js';
import { outstanding, runRetransmission } from '../send/flight.js';
import type { Stack } from '../stack.js';
import type { InFlight, Tcb } from '../tcb.js';
import { disarm } from '../timers.js';

/** SND.UNA <- SEG.ACK: takes what is acknowledged off the retransmission queue (RFC 9293 3.10.7.4, fifth). */
export function acknowledgedUpTo(stack: Stack, tcb: Tcb, ack: number): void {
  const { snd } = tcb;
  const { rules } = stack;
  const acked = rules.distance(snd.una, ack);
  const gone = snd.flight.filter(({ seq, len }) => rules.distance(add(seq, len), ack) >= 0);
  snd.flight = snd.flight.filter((segment) => !gone.includes(segment));
  trimFirst(stack, tcb, ack);
  measure(stack, tcb, gone);
  snd.una = ack;
  if (rules.distance(snd.nxt, ack) > 0) snd.nxt = ack;
  dropText(stack, tcb, ack);
  if (gone.some(({ fin }) => fin)) snd.finAcked = true;
  tcb.sentAgain = 0;
  tcb.outstandingSince = undefined;
  disarm(tcb, 'user-timeout');
  if (snd.flight.length === 0 || rules.restartsTimer) disarm(tcb, 'retransmission');
  if (snd.flight.length > 0) outstanding(stack, tcb);
  runRetransmission(stack, tcb);
  dataAcknowledged(stack, tcb, Math.max(0, acked));
  tcb.user?.wake();
}

/** A segment may be acknowledged in part. */
function trimFirst({ rules }: Stack, { snd }: Tcb, ack: number): void {
  const first = snd.flight[0];
  const covered = first ? rules.distance(first.seq, ack) : 0;
  if (!first || covered <= 0) return;
  first.seq = ack;
  first.len -= covered;
  first.syn = false;
}

/** Karn's algorithm: only what was sent once is measured (RFC 6298 3). */
function measure(stack: Stack, tcb: Tcb, gone: readonly InFlight[]): void {
  const last = gone.at(-1);
  if (last && gone.every(({ times }) => stack.rules.measures(times))) {
    measured(tcb.rtt, stack.clock.now() - last.sentAt, stack.rules, stack.settings);
  }
}

function dropText({ rules }: Stack, { snd }: Tcb, ack: number): void {
  const count = rules.distance(snd.textSeq, ack);
  if (count <= 0) return;
  const dropped = Math.min(count, snd.text.length);
  snd.text.drop(dropped);
  snd.textSeq = snd.finSent ? add(snd.textSeq, dropped) : ack;
  if (snd.up !== undefined && rules.distance(ack, snd.up) <= 0) snd.up = undefined;
}
