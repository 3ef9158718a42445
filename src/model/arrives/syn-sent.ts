import { forget } from '../lifecycle.js';
import type { Seg } from '../seg.js';
import { acknowledge } from '../send/acknowledge.js';
import { sendFresh } from '../send/flight.js';
import { resetFor } from '../send/reset.js';
import { chooseIss, type Stack } from '../stack.js';
import type { Tcb } from '../tcb.js';
import { arm, disarm } from '../timers.js';
import { acknowledgedUpTo } from './acknowledged.js';
import { establish } from './establish.js';
import { finishArrival } from './finish.js';
import { learnFromSyn, setWindow } from './learn.js';

const HASTE_MS = 8;

/** RFC 9293 3.10.7.3. */
export function arrivesInSynSent(stack: Stack, tcb: Tcb, seg: Seg): void {
  const { rules } = stack;
  // First, the ACK.
  const acknowledgesSyn = seg.hasAck && rules.acknowledgesSyn(seg.ack, tcb.snd, rules.distance);
  const isBad = seg.hasAck && !acknowledgesSyn;
  if (isBad && rules.badAckHastensSyn) arm(stack, tcb, 'retransmission', HASTE_MS);
  if (isBad && !seg.rst) {
    if (rules.badAckInSynSent === 'reset') resetFor(stack, seg, 'SYN-SENT');
    if (rules.badAckInSynSent !== 'take') return;
  }
  // Second, the RST.
  if (seg.rst) {
    if (rules.resetEndsSynSent(acknowledgesSyn)) forget(stack, tcb, rules.tells('refused') ? 'ECONNREFUSED' : '');
    return;
  }
  // Fourth, the SYN; fifth, without one there is nothing to do.
  if (!seg.syn) {
    if (rules.anythingElse('SYN-SENT') === 'reset') resetFor(stack, seg, 'SYN-SENT');
    return;
  }
  if (seg.hasOthers && !rules.takesSynWithOtherBits) return;
  if (seg.hasAck) answered(stack, tcb, seg, isBad ? tcb.snd.nxt : seg.ack);
  else openedByBoth(stack, tcb, seg);
}

/** The peer has acknowledged our SYN. */
function answered(stack: Stack, tcb: Tcb, seg: Seg, ack: number): void {
  learnFromSyn(stack, tcb, seg);
  const sentAgain = tcb.sentAgain;
  acknowledgedUpTo(stack, tcb, ack);
  tcb.sentAgain = sentAgain;
  establish(stack, tcb, seg);
  tcb.sentAgain = 0;
  const leaves = stack.rules.synText === 'leave';
  const rest = leaves ? { ...seg, text: seg.text.subarray(0, 0), fin: false } : seg;
  if (rest.text.length === 0 && !rest.fin) acknowledge(stack, tcb);
  finishArrival(stack, tcb, rest);
}

/** Simultaneous open (RFC 9293 3.5, figure 7): SYN-RECEIVED, and the SYN is sent again with an ACK. */
function openedByBoth(stack: Stack, tcb: Tcb, seg: Seg): void {
  const { rules } = stack;
  if (rules.simultaneousOpen === 'refuse') {
    resetFor(stack, seg, 'SYN-SENT');
    forget(stack, tcb, 'ECONNREFUSED');
    return;
  }
  const { snd } = tcb;
  if (rules.simultaneousOpen === 'fresh-iss') renumber(tcb, chooseIss(stack, tcb.path));
  learnFromSyn(stack, tcb, seg);
  setWindow(stack, tcb, seg);
  tcb.state = 'SYN-RECEIVED';
  snd.nxt = snd.una;
  snd.flight = [];
  disarm(tcb, 'retransmission');
  sendFresh(stack, tcb, { syn: true });
}

function renumber({ snd }: Tcb, iss: number): void {
  snd.una = iss;
  snd.textSeq = (iss + 1) >>> 0;
}
