import type { Stack } from '../stack.js';
import type { Tcb } from '../tcb.js';
import { flightSize, restartRetransmission, sendAgain } from './flight.js';
import { effectiveMss } from './options-sent.js';

/** The congestion window of a connection that was just established (RFC 5681 3.1). */
export function startCongestion(stack: Stack, tcb: Tcb): void {
  tcb.congestion.cwnd = stack.rules.initialWindow(effectiveMss(stack, tcb));
}

/** New data was acknowledged: the window grows, and a repair goes on with the next hole (RFC 5681 3.1, 3.2). */
export function dataAcknowledged(stack: Stack, tcb: Tcb, acked: number): void {
  const { congestion, snd } = tcb;
  const smss = effectiveMss(stack, tcb);
  const inRecovery = congestion.recover !== undefined;
  congestion.duplicates = 0;
  if (congestion.recover !== undefined && stack.rules.distance(snd.una, congestion.recover) <= 0) {
    congestion.recover = undefined;
    congestion.cwnd = Math.max(smss, Math.min(congestion.cwnd, congestion.ssthresh));
  } else if (inRecovery && snd.flight.length > 0 && stack.rules.repairsOnPartialAck) {
    sendAgain(stack, tcb);
  }
  if (!inRecovery) congestion.cwnd = stack.rules.windowAfterAck(congestion.cwnd, congestion.ssthresh, acked, smss);
}

/** A duplicate acknowledgment came: the third means a loss (RFC 5681 3.2). */
export function duplicateArrived(stack: Stack, tcb: Tcb): void {
  const { congestion, snd } = tcb;
  const smss = effectiveMss(stack, tcb);
  congestion.duplicates++;
  if (congestion.recover !== undefined) {
    const { duplicatesToRetransmit, inflatesOnDuplicate } = stack.rules;
    if (inflatesOnDuplicate && congestion.duplicates > duplicatesToRetransmit) congestion.cwnd += smss;
    return;
  }
  if (congestion.duplicates < stack.rules.duplicatesToRetransmit) return;
  congestion.ssthresh = stack.rules.thresholdAfterLoss(flightSize(stack, tcb), smss);
  congestion.cwnd = congestion.ssthresh + 3 * smss;
  congestion.recover = snd.nxt;
  sendAgain(stack, tcb);
  restartRetransmission(stack, tcb);
}

/** The peer has seen a mark of congestion: as after a loss, but once a window of data, and nothing is sent again (RFC 3168 6.1.2). */
export function congestionEchoed(stack: Stack, tcb: Tcb): void {
  const { congestion, snd, ecn } = tcb;
  if (ecn.reducedAt !== undefined && stack.rules.distance(snd.una, ecn.reducedAt) > 0) return;
  congestion.ssthresh = stack.rules.thresholdAfterLoss(flightSize(stack, tcb), effectiveMss(stack, tcb));
  congestion.cwnd = Math.min(congestion.cwnd, congestion.ssthresh);
  ecn.reducedAt = snd.nxt;
  ecn.reducedUnsaid = true;
}

/** The retransmission timer has run out: start over with one segment (RFC 5681 3.1). */
export function timeoutHappened(stack: Stack, tcb: Tcb): void {
  const { congestion, snd } = tcb;
  const smss = effectiveMss(stack, tcb);
  if ((snd.flight[0]?.times ?? 1) === 1) {
    congestion.ssthresh = stack.rules.thresholdAfterLoss(flightSize(stack, tcb), smss);
  }
  congestion.cwnd = smss;
  congestion.duplicates = 0;
  congestion.recover = snd.nxt;
}
