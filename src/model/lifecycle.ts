import type { Stack } from './stack.js';
import type { Tcb } from './tcb.js';
import { arm, disarmAll } from './timers.js';

/** Deletes a TCB: the connection is CLOSED. `errno` is what the user is told, '' for nothing. */
export function forget(stack: Stack, tcb: Tcb, errno = ''): void {
  disarmAll(tcb);
  stack.connections.remove(tcb);
  tcb.state = 'CLOSED';
  tcb.snd.flight = [];
  tcb.rcv.held.clear();
  tcb.predecessor?.tcb.user?.ended('');
  tcb.predecessor = undefined;
  tcb.origin?.gone(tcb);
  tcb.origin = undefined;
  tcb.user?.ended(errno);
}

/** Deletes a half-open connection; if it followed one in TIME-WAIT, that one comes back (RFC 9293 3.6.1, MAY-2). */
export function forgetHalfOpen(stack: Stack, tcb: Tcb): void {
  const { predecessor } = tcb;
  tcb.predecessor = undefined;
  forget(stack, tcb);
  if (!predecessor || !stack.rules.returnsToTimeWait || predecessor.tcb.state !== 'TIME-WAIT') return;
  stack.connections.add(predecessor.tcb);
  arm(stack, predecessor.tcb, 'time-wait', Math.max(0, predecessor.endsAt - stack.clock.now()));
}

/** Enters TIME-WAIT, or CLOSED if it is left out: the other timers are turned off, that of 2 MSL is started (RFC 9293 3.6.1). */
export function enterTimeWait(stack: Stack, tcb: Tcb): void {
  if (!stack.rules.lingersInTimeWait) {
    forget(stack, tcb);
    return;
  }
  disarmAll(tcb);
  tcb.state = 'TIME-WAIT';
  restartTimeWait(stack, tcb);
}

/** Starts the 2 MSL anew. */
export function restartTimeWait(stack: Stack, tcb: Tcb): void {
  if (!stack.rules.leavesTimeWait) return;
  const ms = stack.settings['model.2msl'];
  tcb.timeWaitEndsAt = stack.clock.now() + ms;
  arm(stack, tcb, 'time-wait', ms);
}

/** In FIN-WAIT-2 without a user a timer ends the connection, as stacks do it. */
export function watchOrphan(stack: Stack, tcb: Tcb): void {
  if (tcb.state !== 'FIN-WAIT-2' || !tcb.orphaned || !stack.rules.orphansEnd) return;
  arm(stack, tcb, 'fin-wait-2', tcb.options.TCP_LINGER2 * 1_000);
}
