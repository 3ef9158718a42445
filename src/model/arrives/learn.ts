import { add } from '../../wire/seq.js';
import type { Seg } from '../seg.js';
import { startCongestion } from '../send/congestion.js';
import type { Stack } from '../stack.js';
import type { Tcb } from '../tcb.js';
import { shiftFor } from '../window.js';
import { noteDatagram } from './note-datagram.js';

const LARGEST_UNSCALED = 0xffff;

/** Takes from the peer's SYN what holds for the whole connection: IRS, and what both sides offer (RFC 9293 3.7.1, RFC 7323, RFC 2018). */
export function learnFromSyn(stack: Stack, tcb: Tcb, seg: Seg): void {
  const { rcv, snd, path, options } = tcb;
  const { settings, rules } = stack;
  rcv.irs = seg.seq;
  rcv.nxt = add(seg.seq, 1);
  rcv.readSeq = rcv.nxt;
  rcv.lastAckSent = rcv.nxt;
  rcv.edge = add(rcv.nxt, Math.min(options.SO_RCVBUF, LARGEST_UNSCALED));
  snd.mss = seg.options.mss ?? rules.defaultMss(path.family);
  tcb.scales = settings['model.window-scaling'] !== 0 && rules.scales(seg.options.scale !== undefined);
  if (tcb.scales) {
    snd.shift = rules.shiftUsed(seg.options.scale ?? 0);
    rcv.shift = shiftFor(options.SO_RCVBUF);
  }
  tcb.sack = settings['model.sack'] !== 0 && seg.options.sackPermitted === true;
  tcb.timestamps.used = rules.agreesOnTimestamps(
    seg.options.timestamps !== undefined,
    settings['model.timestamps'] !== 0,
  );
  tcb.timestamps.recent = seg.options.timestamps?.value ?? 0;
  tcb.ecn.answer = answerTo(stack, seg);
  tcb.ecn.used = seg.hasAck ? settings['model.ecn'] === 1 && rules.ecnAgreed(seg) : tcb.ecn.answer !== 'none';
  noteDatagram(stack, tcb, seg);
  startCongestion(stack, tcb);
  keepText(stack, tcb, seg);
}

/** RFC 3168 6.1.1: what our SYN,ACK says of ECN. */
function answerTo({ settings, rules }: Stack, { hasAck, ece, cwr }: Seg): 'ece' | 'both' | 'none' {
  return hasAck || settings['model.ecn'] === 0 ? 'none' : rules.ecnAnswer({ ece, cwr });
}

/** SND.WND, SND.WL1 and SND.WL2 from a segment; the window of a SYN is never scaled (RFC 7323 2.2). */
export function setWindow({ rules }: Stack, { snd }: Tcb, seg: Seg): void {
  const shift = seg.syn ? rules.synShift(snd.shift) : snd.shift;
  snd.wnd = Math.max(0, rules.windowRead(seg.wnd)) * 2 ** shift;
  snd.wl1 = seg.seq;
  snd.wl2 = seg.ack;
  snd.maxWnd = Math.max(snd.maxWnd, snd.wnd);
}

/** RFC 9293 3.10.7.2: text and FIN beside a SYN wait until the connection is established. */
function keepText(stack: Stack, { rcv }: Tcb, seg: Seg): void {
  const first = add(seg.seq, 1);
  if (stack.rules.synText === 'leave') return;
  if (stack.rules.synText === 'keep') rcv.held.insert(first, seg.text);
  else {
    rcv.nxt = add(first, seg.text.length);
    rcv.readSeq = rcv.nxt;
  }
  if (seg.fin) rcv.fin = add(first, seg.text.length);
}
