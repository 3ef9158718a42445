import type { Seg } from '../seg.js';
import type { Stack } from '../stack.js';
import type { Tcb } from '../tcb.js';

/** Sixth: RCV.UP <- max(RCV.UP, SEG.UP), and the user is told once of each stretch of urgent data. */
export function takeUrgent({ rules }: Stack, tcb: Tcb, seg: Seg): void {
  const { rcv, user, state } = tcb;
  if (!seg.urg || !rules.takesUrgent(state)) return;
  const mark = rules.urgentMark(seg.seq, seg.up);
  if (rcv.up === undefined || rules.distance(rcv.up, mark) > 0) rcv.up = mark;
  if (!rules.tellsUrgent || rules.distance(rcv.readSeq, rcv.up) <= 0) return;
  rcv.toldUp = rcv.up;
  user?.wake();
}
