import type { Stack } from '../stack.js';
import type { Tcb } from '../tcb.js';
import { armIfIdle } from '../timers.js';
import { emit } from './emit.js';
import { ownMss } from './options-sent.js';

/** Sends <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>. */
export function acknowledge(stack: Stack, tcb: Tcb, why: 'text' | 'fin' | 'other' = 'other'): void {
  emit(stack, tcb, { seq: tcb.snd.nxt, ack: true, why });
}

/** Sends a challenge ACK (RFC 5961), unless there were too many of late. */
export function challenge(stack: Stack, tcb: Tcb, why: 'reset' | 'syn' | 'ack'): void {
  const { rules, clock } = stack;
  if (!rules.challenges(why)) return;
  if (clock.now() - tcb.challenged.since > rules.challengesCountedMs) tcb.challenged = { since: clock.now(), count: 0 };
  tcb.challenged.count++;
  if (tcb.challenged.count <= rules.challengesInFiveSeconds) acknowledge(stack, tcb);
}

/** RFC 9293 3.8.6.3: an acknowledgment of text waits for company, but not for long. */
export function acknowledgeText(stack: Stack, tcb: Tcb, octets: number): void {
  const { rcv, options } = tcb;
  rcv.unacked += octets;
  const fullSized = ownMss(tcb) - (tcb.timestamps.used ? 12 : 0);
  const many = rcv.unacked >= stack.rules.segmentsPerAck * Math.min(fullSized, options.SO_RCVBUF / 2);
  if (many || options.TCP_QUICKACK !== 0) rcv.ackDue = 'now';
  else if (rcv.ackDue === 'no') rcv.ackDue = 'soon';
}

/** Sends the acknowledgment that is due, or starts the timer that will; to be called once all else was sent. */
export function settleAck(stack: Stack, tcb: Tcb, why: 'text' | 'fin' | 'other'): void {
  if (tcb.rcv.ackDue === 'now') acknowledge(stack, tcb, why);
  if (tcb.rcv.ackDue !== 'soon') return;
  armIfIdle(stack, tcb, 'delayed-ack', stack.rules.delayedAckMs(stack.settings['model.delayed-ack']));
}
