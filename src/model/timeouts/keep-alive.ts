import { add } from '../../wire/seq.js';
import { forget } from '../lifecycle.js';
import { emit } from '../send/emit.js';
import type { Stack } from '../stack.js';
import { isSynchronized } from '../state.js';
import type { Tcb } from '../tcb.js';
import { arm, disarm } from '../timers.js';

/** Starts to watch for idleness if the user wants keep-alives (RFC 9293 3.8.4); to be called whenever that may have changed. */
export function watchIdle(stack: Stack, tcb: Tcb): void {
  disarm(tcb, 'keep-alive');
  if (!stack.rules.keepsAlive(tcb.options.SO_KEEPALIVE) || !isSynchronized(tcb.state)) return;
  if (tcb.state !== 'TIME-WAIT') arm(stack, tcb, 'keep-alive', untilIdle(stack, tcb));
}

/** The connection may have been idle for long: a segment that the peer has to answer, as often as allowed. */
export function keepAliveTimeout(stack: Stack, tcb: Tcb): void {
  const { options, snd } = tcb;
  const { rules } = stack;
  if (tcb.keepAlivesUnanswered === 0 && (untilIdle(stack, tcb) > 0 || snd.flight.length > 0)) {
    arm(stack, tcb, 'keep-alive', untilIdle(stack, tcb) || rules.keepAliveIdleUsed(options.TCP_KEEPIDLE) * 1_000);
    return;
  }
  if (tcb.keepAlivesUnanswered > 0 && rules.keepAliveIsDead(tcb.keepAlivesUnanswered, options.TCP_KEEPCNT)) {
    forget(stack, tcb, rules.tells('timeout') ? 'ETIMEDOUT' : '');
    return;
  }
  if (!rules.sendsKeepAlives) return;
  tcb.keepAlivesUnanswered++;
  emit(stack, tcb, { seq: add(snd.nxt, -1), ack: true, text: rules.keepAliveText });
  arm(stack, tcb, 'keep-alive', options.TCP_KEEPINTVL * 1_000);
}

function untilIdle({ clock, rules }: Stack, { lastArrivalAt, options }: Tcb): number {
  return Math.max(0, lastArrivalAt + rules.keepAliveIdleUsed(options.TCP_KEEPIDLE) * 1_000 - clock.now());
}
