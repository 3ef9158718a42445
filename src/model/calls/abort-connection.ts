import { forget } from '../lifecycle.js';
import { emit } from '../send/emit.js';
import { resetNow } from '../send/reset.js';
import type { Stack } from '../stack.js';
import type { Tcb } from '../tcb.js';

/** ABORT by the state of the connection (RFC 9293 3.10.5). */
export function abortConnection(stack: Stack, tcb: Tcb): void {
  const { abortSends, abortTells } = stack.rules;
  if (abortTells(tcb.state) && !tcb.ghost) {
    if (abortSends === 'reset') resetNow(stack, tcb);
    if (abortSends === 'fin') emit(stack, tcb, { seq: tcb.snd.nxt, fin: true, ack: true });
  }
  forget(stack, tcb);
}
