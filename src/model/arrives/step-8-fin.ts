import { add } from '../../wire/seq.js';
import { enterTimeWait, restartTimeWait } from '../lifecycle.js';
import type { Seg } from '../seg.js';
import { acknowledge } from '../send/acknowledge.js';
import type { Stack } from '../stack.js';
import type { Tcb } from '../tcb.js';
import { disarm } from '../timers.js';

/** Eighth: the FIN, once all before it was received. */
export function takeFin(stack: Stack, tcb: Tcb, seg: Seg): void {
  const { rules } = stack;
  const { rcv } = tcb;
  const arrived = seg.fin ? add(seg.seq, seg.text.length + (seg.syn ? 1 : 0)) : undefined;
  if (!rcv.finTaken && arrived !== undefined && rules.distance(arrived, rcv.edge) > 0) rcv.fin = arrived;
  const fin = rcv.finTaken ? arrived : rcv.fin;
  if (fin === undefined) return;
  if (!rules.finIsNext(fin, rcv.nxt)) {
    if (arrived !== undefined) rcv.ackDue = 'now';
    return;
  }
  rcv.nxt = add(fin, 1);
  rcv.finTaken = true;
  if (rules.acknowledgesFin) acknowledge(stack, tcb, 'fin');
  rcv.ackDue = 'no';
  disarm(tcb, 'delayed-ack');
  change(stack, tcb);
  tcb.user?.wake();
}

function change(stack: Stack, tcb: Tcb): void {
  const { rules } = stack;
  const before = tcb.state;
  const after = rules.stateAfterFin(before, tcb.snd.finAcked);
  if (before === 'TIME-WAIT' && rules.restartsTimeWait) restartTimeWait(stack, tcb);
  if (after === before) return;
  if (after === 'TIME-WAIT') {
    enterTimeWait(stack, tcb);
    return;
  }
  tcb.state = after;
  if (after === 'CLOSE-WAIT' && rules.closeWaitEndsByItself) tcb.snd.closing = true;
}
