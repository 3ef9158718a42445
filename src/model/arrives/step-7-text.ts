import { add } from '../../wire/seq.js';
import { forget } from '../lifecycle.js';
import type { Seg } from '../seg.js';
import { acknowledgeText } from '../send/acknowledge.js';
import { resetNow } from '../send/reset.js';
import type { Stack } from '../stack.js';
import type { Tcb } from '../tcb.js';

/** Seventh: the text. False if there was nobody to take it, and the connection was reset. */
export function takeText(stack: Stack, tcb: Tcb, seg: Seg): boolean {
  const { rules } = stack;
  const { rcv } = tcb;
  if (!rules.takesText(tcb.state)) return true;
  const { start, text } = newPart(stack, tcb, seg);
  if (text.length > 0 && isForNobody(stack, tcb)) {
    resetNow(stack, tcb);
    forget(stack, tcb, 'ECONNRESET');
    return false;
  }
  const isNext = start === rcv.nxt;
  const hadGap = rcv.held.length > 0;
  if (isNext || rules.holdsOutOfOrder) rcv.held.insert(start, text);
  const taken = deliver(tcb);
  if (text.length > 0 && !isNext) {
    if (rules.acknowledgesOutOfOrder) rcv.ackDue = 'now';
  } else if (taken > 0) {
    acknowledgeText(stack, tcb, taken);
    if (hadGap && text.length > 0) rcv.ackDue = 'now'; // RFC 5681 4.2: a gap that closes, at least in part
  }
  return true;
}

/** What of the text lies in the window and was not received before. */
function newPart({ rules }: Stack, { rcv }: Tcb, seg: Seg): { start: number; text: Uint8Array } {
  const first = add(seg.seq, seg.syn ? 1 : 0);
  const old = Math.max(0, rules.distance(first, rcv.nxt));
  const room = Math.max(0, rules.distance(first, rcv.edge));
  return { start: add(first, old), text: seg.text.subarray(Math.min(old, seg.text.length), room) };
}

/** Moves what follows on without a gap to where the user takes it; the number of octets. */
function deliver({ rcv, user }: Tcb): number {
  let octets = 0;
  for (const piece of rcv.held.take(rcv.nxt)) {
    rcv.text.push(new Uint8Array(piece));
    octets += piece.length;
  }
  rcv.nxt = add(rcv.nxt, octets);
  if (octets > 0) user?.wake();
  return octets;
}

/** RFC 9293 3.6.1, SHLD-3: text that no user can ever take. */
function isForNobody({ rules }: Stack, { orphaned, snd }: Tcb): boolean {
  if (snd.closing && !rules.receivesAfterClose) return true;
  return orphaned && rules.textForNobody === 'reset';
}
