import { forget } from '../lifecycle.js';
import type { Listener } from '../listener.js';
import type { Seg } from '../seg.js';
import type { Stack } from '../stack.js';
import type { Tcb } from '../tcb.js';
import { arrivesInListen } from './listen.js';

/** RFC 9293 3.6.1, MAY-2 and RFC 6191: a SYN that cannot be old opens a new connection out of TIME-WAIT. True if it did. */
export function reopens(stack: Stack, tcb: Tcb, seg: Seg): boolean {
  if (tcb.state !== 'TIME-WAIT' || !seg.syn || seg.rst || seg.hasAck) return false;
  const listener = listenerOf(stack, seg);
  if (!listener?.hasRoom || !stack.rules.reopens(freshness(stack, tcb, seg))) return false;
  const lastUsed = tcb.snd.nxt;
  forget(stack, tcb);
  arrivesInListen(stack, listener, seg, lastUsed);
  return true;
}

function listenerOf({ connections }: Stack, { path }: Seg): Listener | undefined {
  return connections.listenerFor(path.family, path.local, path.remote);
}

function freshness({ rules }: Stack, { rcv, timestamps }: Tcb, seg: Seg) {
  const value = timestamps.used ? seg.options.timestamps?.value : undefined;
  return {
    hasHigherSeq: rules.distance(rcv.nxt, seg.seq) > 0,
    hasNewerTimestamp: value !== undefined && rules.distance(timestamps.recent, value) > 0,
  };
}
