import { forget, forgetHalfOpen } from '../lifecycle.js';
import type { Seg } from '../seg.js';
import { challenge } from '../send/acknowledge.js';
import { resetFor, resetNow } from '../send/reset.js';
import type { Stack } from '../stack.js';
import type { Tcb } from '../tcb.js';
import { disarmAll } from '../timers.js';

/** Second: the RST. False if that was the end of the segment. */
export function checkReset(stack: Stack, tcb: Tcb, seg: Seg): boolean {
  if (!seg.rst) return true;
  const { rules, settings } = stack;
  const place = { isExact: seg.seq === tcb.rcv.nxt, rfc5961: settings['model.rfc5961'] !== 0 };
  const what = rules.resetInWindow(place);
  if (what === 'challenge') challenge(stack, tcb, 'reset');
  else if (what === 'answer') resetNow(stack, tcb);
  else if (rules.resetEnds(tcb.state)) take(stack, tcb, seg);
  return false;
}

function take(stack: Stack, tcb: Tcb, seg: Seg): void {
  const { rules } = stack;
  if (rules.answersReset(tcb.state)) resetFor(stack, seg, tcb.state);
  switch (tcb.state) {
    case 'SYN-RECEIVED':
      if (tcb.passive) returnToListen(stack, tcb);
      else forget(stack, tcb, rules.tells('refused') ? 'ECONNREFUSED' : '');
      return;
    case 'CLOSING':
    case 'LAST-ACK':
    case 'TIME-WAIT':
      forget(stack, tcb);
      return;
    default:
      forget(stack, tcb, rules.tells('reset') ? 'ECONNRESET' : '');
  }
}

/** The listener has never left LISTEN; only the half-open connection goes. */
function returnToListen(stack: Stack, tcb: Tcb): void {
  if (stack.rules.resetForgetsHalfOpen) {
    forgetHalfOpen(stack, tcb);
    return;
  }
  disarmAll(tcb);
  tcb.ghost = true;
}
