import type { Seg } from '../seg.js';
import { listenerOf, type Stack } from '../stack.js';
import type { Tcb } from '../tcb.js';
import { disarmAll } from '../timers.js';
import { arrivesInListen } from './listen.js';

/** RFC 9293 3.6.1, MAY-2 and RFC 6191: a SYN that cannot be old opens a new connection out of TIME-WAIT. True if it did. */
export function reopens(stack: Stack, tcb: Tcb, seg: Seg): boolean {
  if (tcb.state !== 'TIME-WAIT' || !seg.syn || seg.rst || seg.hasAck) return false;
  const listener = listenerOf(stack, seg.path);
  if (!listener?.hasRoom || !stack.rules.reopens(freshness(stack, tcb, seg))) return false;
  disarmAll(tcb);
  stack.connections.remove(tcb);
  arrivesInListen(stack, listener, seg, tcb);
  return true;
}

function freshness({ rules }: Stack, { rcv, timestamps }: Tcb, seg: Seg) {
  const hasHigherSeq = rules.distance(rcv.nxt, seg.seq) > 0;
  const value = seg.options.timestamps?.value;
  if (!timestamps.used || value === undefined) return { hasHigherSeq, timestamp: 'none' as const };
  const ahead = rules.distance(timestamps.recent, value);
  return {
    hasHigherSeq,
    timestamp: ahead > 0 ? ('newer' as const) : ahead === 0 ? ('same' as const) : ('older' as const),
  };
}
