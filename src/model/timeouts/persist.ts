import { forget } from '../lifecycle.js';
import { sendAgain, sendFresh } from '../send/flight.js';
import { output, unsent, usableWindow } from '../send/output.js';
import type { Stack } from '../stack.js';
import type { Tcb } from '../tcb.js';
import { arm, disarm } from '../timers.js';
import { giveUp } from './retransmission.js';

/** The window is closed, or too small to be worth while, and nothing is under way: a probe (RFC 9293 3.8.6.1), or what fits (3.8.6.2.1). */
export function persistTimeout(stack: Stack, tcb: Tcb): void {
  const { rules, settings } = stack;
  const { snd } = tcb;
  if (!snd.probing && unsent(tcb) === 0) return;
  if (!snd.probing && usableWindow(stack, tcb) > 0) {
    output(stack, tcb, { force: true });
    return;
  }
  if (!rules.probesZeroWindow) return;
  if (rules.endsZeroWindow(snd.probes)) {
    forget(stack, tcb, 'ETIMEDOUT');
    return;
  }
  if (rules.givesUp(tcb.sentAgain, settings['model.retries'], false)) {
    giveUp(stack, tcb);
    return;
  }
  probe(stack, tcb);
  arm(stack, tcb, 'persist', Math.min(rules.probeIntervalMs(tcb.rtt.rto, snd.probes), settings['model.rto-max']));
}

/** One octet beyond the window; the same again until it is taken or the window opens. */
function probe(stack: Stack, tcb: Tcb): void {
  const { snd } = tcb;
  snd.probes++;
  tcb.sentAgain++;
  if (snd.probing) {
    sendAgain(stack, tcb);
    return;
  }
  snd.probing = true;
  sendFresh(stack, tcb, { text: snd.text.peek((snd.nxt - snd.textSeq) >>> 0, 1) });
  disarm(tcb, 'retransmission');
}
