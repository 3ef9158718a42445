import { enterTimeWait, forget, watchOrphan } from '../lifecycle.js';
import type { AckKind } from '../rules/acknowledgment-rules.js';
import type { Seg } from '../seg.js';
import { acknowledge, challenge } from '../send/acknowledge.js';
import { congestionEchoed, duplicateArrived } from '../send/congestion.js';
import { resetFor } from '../send/reset.js';
import type { Stack } from '../stack.js';
import type { Tcb } from '../tcb.js';
import { acknowledgedUpTo } from './acknowledged.js';
import { establish } from './establish.js';
import { setWindow } from './learn.js';
import { leavePersist } from './leave-persist.js';

/** Fifth: the acknowledgment. False if that was the end of the segment. */
export function checkAck(stack: Stack, tcb: Tcb, seg: Seg): boolean {
  const { rules, settings } = stack;
  if (!seg.hasAck) {
    if (rules.withoutAck === 'acknowledge') acknowledge(stack, tcb);
    return rules.withoutAck === 'take';
  }
  if (tcb.state === 'SYN-RECEIVED' && !completesHandshake(stack, tcb, seg)) return false;
  const kind = rules.ackKind(seg.ack, tcb.snd, rules.distance);
  if (kind === 'unsent') {
    answerUnsent(stack, tcb, seg);
    return false;
  }
  if (kind === 'too-old' && settings['model.rfc5961'] !== 0) {
    challenge(stack, tcb, 'ack');
    return false;
  }
  takeAck(stack, tcb, seg, kind);
  if (kind !== 'new' && seg.len === 0 && rules.answersOldAck) acknowledge(stack, tcb);
  if (tcb.state === 'TIME-WAIT' && rules.timeWaitAnswersAck) acknowledge(stack, tcb);
  return tcb.snd.finAcked ? finAcknowledged(stack, tcb) : tcb.state !== 'CLOSING' || !rules.closingIgnoresRest;
}

/** SYN-RECEIVED: the acknowledgment of our SYN establishes the connection, any other is wrong. */
function completesHandshake(stack: Stack, tcb: Tcb, seg: Seg): boolean {
  const { rules } = stack;
  if (!rules.acknowledgesSyn(seg.ack, tcb.snd, rules.distance)) {
    if (rules.badAckInSynReceived === 'reset') resetFor(stack, seg, 'SYN-RECEIVED');
    if (rules.badAckInSynReceived === 'acknowledge') acknowledge(stack, tcb);
    if (rules.badAckInSynReceived !== 'take') return false;
    acknowledgedUpTo(stack, tcb, tcb.snd.nxt);
  }
  establish(stack, tcb, seg);
  return true;
}

function answerUnsent(stack: Stack, tcb: Tcb, seg: Seg): void {
  const answer = stack.rules.ackOfUnsent(tcb.state);
  if (answer === 'acknowledge') acknowledge(stack, tcb);
  if (answer !== 'reset') return;
  resetFor(stack, seg, tcb.state);
  forget(stack, tcb, 'ECONNRESET');
}

/** SND.UNA and the send window. */
function takeAck(stack: Stack, tcb: Tcb, seg: Seg, kind: AckKind): void {
  const { rules } = stack;
  const { snd } = tcb;
  const windowBefore = snd.wnd;
  if (tcb.snd.probing) tcb.sentAgain = 0; // a probe that is answered proves that the peer is there
  const cwnd = tcb.congestion.cwnd;
  const isEcho = tcb.ecn.used && seg.ece && rules.heedsEcho;
  if (isEcho) congestionEchoed(stack, tcb);
  if (kind === 'new') acknowledgedUpTo(stack, tcb, seg.ack);
  if (isEcho) tcb.congestion.cwnd = Math.min(tcb.congestion.cwnd, cwnd); // RFC 3168 6.1.2: it does not grow
  if (rules.updatesWindow(seg, snd, rules.distance)) setWindow(stack, tcb, seg);
  leavePersist(stack, tcb);
  const repeats = kind === 'duplicate' && seg.len === 0 && snd.wnd === windowBefore && snd.flight.length > 0;
  if (repeats && !snd.probing) duplicateArrived(stack, tcb);
}

/** Our FIN is acknowledged. */
function finAcknowledged(stack: Stack, tcb: Tcb): boolean {
  const before = tcb.state;
  const after = stack.rules.stateAfterFinAcked(before);
  if (after === before) return true;
  if (after === 'CLOSED') {
    forget(stack, tcb);
    return false;
  }
  if (after === 'TIME-WAIT') {
    enterTimeWait(stack, tcb);
    return false;
  }
  tcb.state = after;
  watchOrphan(stack, tcb);
  return true;
}
