import type { Seg } from '../seg.js';
import type { Stack } from '../stack.js';
import type { Tcb } from '../tcb.js';

const CONGESTION_EXPERIENCED = 3;

/** Takes from an acceptable segment what its IP header says: the way back (RFC 9293 3.9.2.1), the DSCP (3.9.1.9), a mark of congestion (RFC 3168 6.1.3). */
export function noteDatagram({ rules }: Stack, tcb: Tcb, seg: Seg): void {
  tcb.receivedTrafficClass = seg.trafficClass;
  if (rules.notesRoute(tcb.passive) && seg.cameBy && (rules.laterRouteReplaces || !tcb.returnRoute)) {
    tcb.returnRoute = { kind: seg.cameBy.kind, hops: rules.returnHops(seg.cameBy.hops) };
  }
  if (!tcb.ecn.used) return;
  if (seg.cwr && rules.cwrEndsEcho) tcb.ecn.echoes = false;
  const isMarked = (seg.trafficClass & 3) === CONGESTION_EXPERIENCED && seg.text.length > 0;
  if (isMarked && rules.echoesMarks) tcb.ecn.echoes = true;
}
