import type { Seg } from '../seg.js';
import type { Stack } from '../stack.js';
import type { Tcb } from '../tcb.js';
import { finishArrival } from './finish.js';
import { noteDatagram } from './note-datagram.js';
import { checkSequence } from './step-1-sequence.js';
import { checkReset } from './step-2-reset.js';
import { checkSyn } from './step-4-syn.js';
import { checkAck } from './step-5-ack.js';

/** RFC 9293 3.10.7.4, in its order; the third step, security, is left to IP. */
export function arrivesInOtherStates(stack: Stack, tcb: Tcb, arrived: Seg): void {
  const seg = checkSequence(stack, tcb, arrived);
  if (!seg || !checkReset(stack, tcb, seg)) return;
  if (!checkSyn(stack, tcb, seg)) return;
  noteDatagram(stack, tcb, seg);
  if (!checkAck(stack, tcb, seg)) return;
  finishArrival(stack, tcb, seg);
}
