import { add } from '../../wire/seq.js';
import { restartTimeWait } from '../lifecycle.js';
import type { Seg } from '../seg.js';
import { acknowledge } from '../send/acknowledge.js';
import type { Stack } from '../stack.js';
import type { Tcb } from '../tcb.js';
import { rcvWnd } from '../window.js';

/** First: the sequence number, and before it the timestamp (RFC 7323 5.3). Gives the segment to go on with, if any. */
export function checkSequence(stack: Stack, tcb: Tcb, seg: Seg): Seg | undefined {
  const { rules } = stack;
  const { rcv, state } = tcb;
  if (isTooOld(stack, tcb, seg)) {
    acknowledge(stack, tcb);
    return undefined;
  }
  if (lacksTimestamp(stack, tcb, seg)) return undefined;
  if (completesSimultaneousOpen(stack, tcb, seg)) return { ...seg, syn: false, seq: rcv.nxt, len: seg.len - 1 };
  if (rules.acceptable(seg, { nxt: rcv.nxt, wnd: rcvWnd(tcb) }, rules.distance)) {
    noteTimestamp(stack, tcb, seg);
    return seg;
  }
  if (seg.rst) return rules.dropsResetOutsideWindow ? undefined : { ...seg, seq: rcv.nxt };
  if (rules.answersUnacceptable(state)) acknowledge(stack, tcb);
  if (state === 'TIME-WAIT' && seg.fin && isLastFin(tcb, seg) && rules.restartsTimeWait) restartTimeWait(stack, tcb);
  return urgentAndAckOnly(stack, tcb, seg);
}

/** PAWS: a value older than TS.Recent comes from an old duplicate. */
function isTooOld({ rules }: Stack, { timestamps }: Tcb, { options, rst }: Seg): boolean {
  if (!timestamps.used || !options.timestamps || rst) return false;
  return rules.pawsRejects(rules.distance(options.timestamps.value, timestamps.recent) > 0);
}

/** RFC 7323 3.2: once in use, timestamps are on every segment but RST. */
function lacksTimestamp({ rules }: Stack, { timestamps }: Tcb, { options, rst }: Seg): boolean {
  return timestamps.used && !options.timestamps && !rst && !rules.acceptsWithoutTimestamp;
}

/** RFC 7323 4.3: TS.Recent is taken from segments that do not lie beyond the last acknowledgment. */
function noteTimestamp({ rules }: Stack, { timestamps, rcv }: Tcb, seg: Seg): void {
  if (!timestamps.used || !seg.options.timestamps) return;
  const { value } = seg.options.timestamps;
  const isNewer = rules.distance(timestamps.recent, value) >= 0;
  const coversLastAck = rules.distance(seg.seq, rcv.lastAckSent) >= 0;
  if (rules.updatesRecent({ isNewer, coversLastAck })) timestamps.recent = value;
}

/** RFC 9293 3.5, figure 7: this SYN,ACK lies left of the window, yet its ACK is what the connection waits for. */
function completesSimultaneousOpen({ rules }: Stack, { state, passive, rcv, snd }: Tcb, seg: Seg): boolean {
  if (!rules.takesSynAckOfSimultaneousOpen || state !== 'SYN-RECEIVED' || passive || seg.rst) return false;
  return seg.syn && seg.hasAck && seg.seq === rcv.irs && rules.acknowledgesSyn(seg.ack, snd, rules.distance);
}

function isLastFin({ rcv }: Tcb, { seq, len }: Seg): boolean {
  return add(seq, len) === rcv.nxt;
}

/** 3.10.7.4, first, MUST-66: at a window of zero, the ACK and URG of a segment at RCV.NXT still count. */
function urgentAndAckOnly(stack: Stack, tcb: Tcb, seg: Seg): Seg | undefined {
  if (rcvWnd(tcb) > 0 || seg.seq !== tcb.rcv.nxt || seg.syn || !seg.hasAck) return undefined;
  noteTimestamp(stack, tcb, seg);
  return { ...seg, text: seg.text.subarray(0, 0), fin: false, len: 0 };
}
