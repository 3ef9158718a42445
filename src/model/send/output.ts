import { add } from '../../wire/seq.js';
import type { Stack } from '../stack.js';
import { maySend } from '../state.js';
import type { Tcb } from '../tcb.js';
import { armIfIdle } from '../timers.js';
import { flightSize, sendFresh } from './flight.js';
import { effectiveMss } from './options-sent.js';

/** Sends what may be sent now: text as windows allow, and the FIN behind it (RFC 9293 3.8.6.2.1, 3.10.4). `force`: even if it is silly. */
export function output(stack: Stack, tcb: Tcb, { force = false } = {}): void {
  if (!maySend(tcb.state) || tcb.snd.finSent || tcb.snd.probing) return;
  const mss = effectiveMss(stack, tcb);
  noticeIdleness(stack, tcb, mss);
  while (sendNext(stack, tcb, mss, force));
  sendFin(stack, tcb);
  watchWindow(stack, tcb);
}

/** Octets that the user gave and that were never sent. */
export function unsent({ snd }: Tcb): number {
  if (snd.finSent) return 0;
  return Math.max(0, snd.text.length - ((snd.nxt - snd.textSeq) >>> 0));
}

/** What is left of the peer's window. */
export function usableWindow({ rules }: Stack, { snd }: Tcb): number {
  return Math.max(0, rules.distance(snd.nxt, add(snd.una, snd.wnd)));
}

function sendNext(stack: Stack, tcb: Tcb, mss: number, force: boolean): boolean {
  const { snd, options, congestion } = tcb;
  const queued = unsent(tcb);
  const usable = stack.rules.heedsWindow ? usableWindow(stack, tcb) : queued;
  const room = Math.max(0, congestion.cwnd - flightSize(stack, tcb));
  const size = Math.min(queued, usable, room, mss);
  if (size <= 0) return false;
  const ready = {
    size,
    mss,
    queued,
    usable,
    idle: snd.flight.length === 0,
    noDelay: options.TCP_NODELAY !== 0,
    closing: snd.closing,
    maxWnd: snd.maxWnd,
  };
  if (!force && !stack.rules.worthSending(ready)) return false;
  const isLast = size === queued;
  const fin = isLast && snd.closing;
  tcb.lastTextAt = stack.clock.now();
  const text = snd.text.peek((snd.nxt - snd.textSeq) >>> 0, size);
  sendFresh(stack, tcb, { text, fin, psh: stack.rules.pushes(isLast) });
  if (fin) finWasSent(tcb);
  return true;
}

/** RFC 5681 4.1: after a pause the congestion window says nothing about the path any more. */
function noticeIdleness({ rules, clock }: Stack, { congestion, snd, lastTextAt, rtt }: Tcb, mss: number): void {
  if (snd.flight.length > 0 || clock.now() - lastTextAt <= rtt.rto) return;
  congestion.cwnd = rules.windowAfterIdle(congestion.cwnd, rules.initialWindow(mss));
}

function sendFin(stack: Stack, tcb: Tcb): void {
  if (!tcb.snd.closing || tcb.snd.finSent || unsent(tcb) > 0) return;
  sendFresh(stack, tcb, { fin: true });
  finWasSent(tcb);
}

/** RFC 9293 3.10.4: in CLOSE-WAIT the state changes when the FIN goes. */
function finWasSent(tcb: Tcb): void {
  if (tcb.state === 'CLOSE-WAIT') tcb.state = 'LAST-ACK';
}

/** When nothing is under way that an answer will come to, a timer must keep what waits from waiting for ever. */
function watchWindow(stack: Stack, tcb: Tcb): void {
  if (unsent(tcb) === 0 || tcb.snd.flight.length > 0) return;
  const closed = usableWindow(stack, tcb) === 0;
  const { rules, settings } = stack;
  armIfIdle(stack, tcb, 'persist', closed ? rules.firstProbeMs(tcb.rtt.rto) : settings['model.override-timeout']);
}
