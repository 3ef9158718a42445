import { forget } from '../lifecycle.js';
import { emit } from '../send/emit.js';
import { resetNow } from '../send/reset.js';
import type { Stack } from '../stack.js';
import type { State } from '../state.js';
import type { Tcb } from '../tcb.js';

/** In the other states the peer needs not be told (RFC 9293 3.10.5). */
const WITH_RESET: ReadonlySet<State> = new Set([
  'SYN-RECEIVED',
  'ESTABLISHED',
  'FIN-WAIT-1',
  'FIN-WAIT-2',
  'CLOSE-WAIT',
]);

/** ABORT by the state of the connection (RFC 9293 3.10.5). */
export function abortConnection(stack: Stack, tcb: Tcb): void {
  const { abortSends } = stack.rules;
  if (WITH_RESET.has(tcb.state) && !tcb.ghost) {
    if (abortSends === 'reset') resetNow(stack, tcb);
    if (abortSends === 'fin') emit(stack, tcb, { seq: tcb.snd.nxt, fin: true, ack: true });
  }
  forget(stack, tcb);
}
