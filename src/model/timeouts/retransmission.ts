import { forget, forgetHalfOpen } from '../lifecycle.js';
import { backOff } from '../rtt.js';
import { timeoutHappened } from '../send/congestion.js';
import { sendAgain } from '../send/flight.js';
import type { Stack } from '../stack.js';
import { isSynchronized } from '../state.js';
import type { Tcb } from '../tcb.js';
import { arm } from '../timers.js';

/** RETRANSMISSION TIMEOUT (RFC 9293 3.10.8, RFC 6298 5.4 to 5.6): the oldest segment goes again, and the next wait is longer. */
export function retransmissionTimeout(stack: Stack, tcb: Tcb): void {
  const { rules, settings } = stack;
  if (!rules.retransmits || tcb.snd.flight.length === 0) return;
  if (rules.givesUp(tcb.sentAgain, limitOf(stack, tcb), tcb.state === 'SYN-SENT')) {
    giveUp(stack, tcb);
    return;
  }
  tcb.sentAgain++;
  timeoutHappened(stack, tcb);
  sendAgain(stack, tcb);
  if (rules.reachesR1(tcb.sentAgain, settings['model.retries1'])) reportTrouble(stack, tcb);
  backOff(tcb.rtt, rules, settings);
  arm(stack, tcb, 'retransmission', tcb.rtt.rto);
}

/** R1 of RFC 9293 3.8.3: IP is to see whether the way still leads anywhere, and the user is told. */
function reportTrouble({ rules, doubt }: Stack, tcb: Tcb): void {
  if (rules.advisesAtR1) doubt(tcb.path.remote.address);
  if (rules.informsAtR1 && isSynchronized(tcb.state)) tcb.softError ||= 'ETIMEDOUT'; // ICMP may have said more
}

/** The peer is not there any more: the user is told, or the listener waits for another (RFC 9293 3.8.3). */
export function giveUp(stack: Stack, tcb: Tcb): void {
  if (tcb.state === 'SYN-RECEIVED' && tcb.passive) {
    forgetHalfOpen(stack, tcb);
    return;
  }
  const errno = tcb.softError === '' ? 'ETIMEDOUT' : tcb.softError;
  forget(stack, tcb, stack.rules.tells('timeout') ? errno : '');
}

function limitOf({ settings }: Stack, { state, options }: Tcb): number {
  if (state === 'SYN-SENT') return options.TCP_SYNCNT;
  if (state !== 'SYN-RECEIVED') return settings['model.retries'];
  return Math.min(settings['model.syn-ack-retries'], options.TCP_SYNCNT); // a listener's are its connections'
}
