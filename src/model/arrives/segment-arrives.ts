import { forget } from '../lifecycle.js';
import type { Seg } from '../seg.js';
import { resetFor } from '../send/reset.js';
import { listenerOf, type Stack } from '../stack.js';
import type { Tcb } from '../tcb.js';
import { arrivesInClosed } from './closed.js';
import { arrivesInListen } from './listen.js';
import { arrivesInOtherStates } from './other-states.js';
import { reopens } from './reopen.js';
import { arrivesInSynSent } from './syn-sent.js';

/** SEGMENT ARRIVES of RFC 9293 3.10.7: finds the connection, and goes by its state. */
export function segmentArrives(stack: Stack, seg: Seg): void {
  const { connections, rules } = stack;
  const tcb = connections.find(seg.path);
  if (!rules.acceptsReserved(seg.reserved) || !optionsAreFine(stack, tcb, seg)) return;
  if (!tcb) {
    const listener = listenerOf(stack, seg.path);
    if (listener) arrivesInListen(stack, listener, seg);
    else arrivesInClosed(stack, seg);
    return;
  }
  tcb.lastArrivalAt = stack.clock.now();
  tcb.keepAlivesUnanswered = 0;
  tcb.rcv.lastReserved = seg.reserved;
  if (reopens(stack, tcb, seg)) return;
  if (tcb.state === 'SYN-SENT') arrivesInSynSent(stack, tcb, seg);
  else arrivesInOtherStates(stack, tcb, seg);
}

/** RFC 9293 3.1, MUST-6, MUST-7. */
function optionsAreFine(stack: Stack, tcb: Tcb | undefined, seg: Seg): boolean {
  const { rules } = stack;
  if (seg.options.broken && rules.brokenOption === 'stuck') {
    stack.hang();
    return false;
  }
  const resets =
    (seg.options.broken && rules.brokenOption === 'reset') || (seg.options.unknown && rules.unknownOption === 'reset');
  if (resets) {
    resetFor(stack, seg, tcb?.state ?? 'CLOSED');
    if (tcb) forget(stack, tcb, 'ECONNRESET');
  }
  return !resets && !(seg.options.unknown && rules.unknownOption === 'drop');
}
