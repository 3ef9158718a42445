import type { Listener } from '../listener.js';
import type { Seg } from '../seg.js';
import { sendFresh } from '../send/flight.js';
import { resetFor } from '../send/reset.js';
import { chooseIss, type Stack, timestampOffset } from '../stack.js';
import { newTcb, type Tcb } from '../tcb.js';
import { arrivesInEstablished } from './finish.js';
import { learnFromSyn, setWindow } from './learn.js';

/**
 * RFC 9293 3.10.7.2. The listener stays and each SYN makes a connection of its own, as if the passive OPEN were made
 * again at once. `predecessor`: the connection in TIME-WAIT that this one follows.
 */
export function arrivesInListen(stack: Stack, listener: Listener, seg: Seg, predecessor?: Tcb): void {
  // First, a RST is ignored; second, an acknowledgment of anything is wrong.
  if (seg.rst) {
    if (stack.rules.answersReset('LISTEN')) resetFor(stack, seg, 'LISTEN');
    return;
  }
  if (seg.hasAck) {
    if (stack.rules.ackInListen === 'reset') resetFor(stack, seg, 'LISTEN');
    return;
  }
  // Third, a SYN opens a connection; fourth, there is nothing else that could come.
  if (!seg.syn && stack.rules.anythingElse('LISTEN') === 'reset') resetFor(stack, seg, 'LISTEN');
  if (!seg.syn || !listener.hasRoom || (seg.fin && !stack.rules.takesSynWithFin)) return;
  const tcb = fromSyn(stack, listener, seg, predecessor);
  tcb.state = 'SYN-RECEIVED';
  sendFresh(stack, tcb, { syn: true });
  if (seg.fin && stack.rules.synFinOpens) arrivesInEstablished(stack, tcb, seg);
}

function fromSyn(stack: Stack, listener: Listener, seg: Seg, predecessor: Tcb | undefined): Tcb {
  const { rules, settings, mtu, clock } = stack;
  const { path } = seg;
  const chosen = chooseIss(stack, path);
  const tcb = newTcb({
    path,
    passive: true,
    options: { ...listener.settings.options },
    iss: predecessor ? rules.issAfter(chosen, predecessor.snd.nxt, rules.distance) : chosen,
    mss: rules.defaultMss(path.family),
    rtoMs: rules.initialRtoMs(settings['model.rto-initial']),
    timestampOffset: timestampOffset(stack, path),
    mtu,
    now: clock.now(),
  });
  if (predecessor) tcb.predecessor = { tcb: predecessor, endsAt: predecessor.timeWaitEndsAt };
  tcb.origin = listener;
  listener.halfOpen.add(tcb);
  stack.connections.add(tcb);
  learnFromSyn(stack, tcb, seg);
  setWindow(stack, tcb, seg);
  return tcb;
}
