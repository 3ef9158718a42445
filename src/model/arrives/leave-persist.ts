import type { Stack } from '../stack.js';
import type { Tcb } from '../tcb.js';
import { disarm } from '../timers.js';

/** Ends probing once the window is open or the probe was taken; a probe that was not taken is sent anew with what follows it. */
export function leavePersist(stack: Stack, tcb: Tcb): void {
  const { snd } = tcb;
  const isOpen = snd.wnd > 0;
  if (isOpen) {
    snd.probes = 0;
    disarm(tcb, 'persist');
  }
  if (!snd.probing || (!isOpen && snd.flight.length > 0)) return;
  snd.probing = false;
  if (snd.flight.length === 0) return;
  const [probe] = snd.flight;
  snd.flight = [];
  if (probe && stack.rules.distance(probe.seq, snd.nxt) > 0) snd.nxt = probe.seq;
  tcb.outstandingSince = undefined;
  disarm(tcb, 'user-timeout');
  disarm(tcb, 'retransmission');
}
