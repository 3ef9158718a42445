import { forget } from '../lifecycle.js';
import { emit } from '../send/emit.js';
import { output, unsent } from '../send/output.js';
import type { Stack } from '../stack.js';
import type { Tcb } from '../tcb.js';

/** CLOSE by the state of the connection (RFC 9293 3.10.4); a second one changes nothing. */
export function closeConnection(stack: Stack, tcb: Tcb): void {
  const { rules } = stack;
  const { snd } = tcb;
  if (tcb.state === 'SYN-SENT') {
    if (rules.closeInSynSent !== 'nothing') {
      emit(stack, tcb, { seq: snd.nxt, fin: rules.closeInSynSent === 'fin', rst: rules.closeInSynSent === 'reset' });
    }
    forget(stack, tcb);
    return;
  }
  if (tcb.state === 'SYN-RECEIVED' && rules.closeInSynReceived === 'forget') {
    forget(stack, tcb);
    return;
  }
  if (snd.closing) {
    if (rules.secondCloseSendsFin) emit(stack, tcb, { seq: snd.nxt, fin: true, ack: true });
    return;
  }
  if (!rules.closeKeepsUnsent) dropUnsent(tcb);
  snd.closing = true;
  if (tcb.state === 'ESTABLISHED' || (tcb.state === 'SYN-RECEIVED' && unsent(tcb) === 0)) tcb.state = 'FIN-WAIT-1';
  output(stack, tcb);
}

function dropUnsent({ snd }: Tcb): void {
  const sent = snd.text.peek(0, (snd.nxt - snd.textSeq) >>> 0);
  snd.text.clear();
  snd.text.push(sent);
}
