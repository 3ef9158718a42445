import { forget, forgetHalfOpen } from '../lifecycle.js';
import type { Seg } from '../seg.js';
import { challenge } from '../send/acknowledge.js';
import { resetFor } from '../send/reset.js';
import type { Stack } from '../stack.js';
import type { Tcb } from '../tcb.js';

/** Fourth: the SYN. False if that was the end of the segment. */
export function checkSyn(stack: Stack, tcb: Tcb, seg: Seg): boolean {
  if (!seg.syn) return true;
  const { rules, settings } = stack;
  if (tcb.state === 'SYN-RECEIVED' && tcb.passive) {
    if (rules.synInWindowOfHalfOpen === 'listen') forgetHalfOpen(stack, tcb);
    return false;
  }
  if (rules.synInSynchronized(settings['model.rfc5961'] !== 0) === 'challenge') {
    challenge(stack, tcb, 'syn');
    return false;
  }
  resetFor(stack, seg, tcb.state);
  forget(stack, tcb, rules.tells('reset') ? 'ECONNRESET' : '');
  return false;
}
