import { forget } from '../lifecycle.js';
import type { Seg } from '../seg.js';
import type { Stack } from '../stack.js';
import type { Tcb } from '../tcb.js';
import { watchIdle } from '../timeouts/keep-alive.js';
import { setWindow } from './learn.js';

const RTO_AFTER_LOST_SYN_MS = 3_000;

/** The handshake is complete: ESTABLISHED, or FIN-WAIT-1 if the user has closed in the meantime (RFC 9293 3.10.4). */
export function establish(stack: Stack, tcb: Tcb, seg: Seg): void {
  tcb.state = tcb.snd.closing ? 'FIN-WAIT-1' : 'ESTABLISHED';
  tcb.ghost = false;
  if (tcb.predecessor) forget(stack, tcb.predecessor.tcb);
  tcb.predecessor = undefined;
  setWindow(stack, tcb, seg);
  if (tcb.sentAgain > 0) tcb.rtt.rto = Math.max(RTO_AFTER_LOST_SYN_MS, stack.settings['model.rto-min']); // RFC 6298 5.7
  if (!stack.rules.keepsEarlySends) tcb.snd.text.clear();
  watchIdle(stack, tcb);
  tcb.origin?.established(tcb);
  tcb.user?.wake();
}
