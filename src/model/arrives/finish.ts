import type { Seg } from '../seg.js';
import { settleAck } from '../send/acknowledge.js';
import { output } from '../send/output.js';
import type { Stack } from '../stack.js';
import type { Tcb } from '../tcb.js';
import { establish } from './establish.js';
import { takeUrgent } from './step-6-urgent.js';
import { takeText } from './step-7-text.js';
import { takeFin } from './step-8-fin.js';

/** Sixth to eighth of RFC 9293 3.10.7.4, then what can be sent now and the acknowledgment that is due. */
export function finishArrival(stack: Stack, tcb: Tcb, seg: Seg): void {
  takeUrgent(stack, tcb, seg);
  if (!takeText(stack, tcb, seg)) return;
  takeFin(stack, tcb, seg);
  if (tcb.state === 'CLOSED') return;
  if (stack.rules.flushesOnAck || tcb.snd.closing) output(stack, tcb);
  settleAck(stack, tcb, seg.text.length > 0 ? 'text' : 'other');
}

/** As if the segment had completed the handshake. */
export function arrivesInEstablished(stack: Stack, tcb: Tcb, seg: Seg): void {
  establish(stack, tcb, seg);
  finishArrival(stack, tcb, seg);
}
