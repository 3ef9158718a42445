import type { Machine } from '../machine.js';

/** What poll(2) would say, as in the agent's protocol. */
export interface Readiness {
  readonly readable: boolean;
  readonly writable: boolean;
  readonly priority: boolean;
  readonly error: boolean;
  readonly hangup: boolean;
  readonly peerClosed: boolean;
}

/** What can be done now without waiting. */
export function poll(machine: Machine, args: { readonly socket: number }): Readiness {
  const { tcb, listener, error, isOver, options, receivesNoMore, hasReports } = machine.socket(args.socket);
  const nothing = { readable: false, writable: false, priority: false, error: error !== '' };
  if (listener) return { ...nothing, readable: listener.ready.length > 0, hangup: false, peerClosed: false };
  if (!tcb) return { ...nothing, writable: true, hangup: true, peerClosed: false };
  const { rcv, snd, state } = tcb;
  const finTold = rcv.finTaken && machine.stack.rules.tells('fin');
  const isOpening = state === 'SYN-SENT' || state === 'SYN-RECEIVED';
  return {
    readable: rcv.text.length > 0 || finTold || isOver || error !== '' || receivesNoMore,
    writable: !isOpening && (isOver || snd.closing || snd.text.length < options.SO_SNDBUF),
    priority: rcv.toldUp !== undefined && machine.stack.rules.distance(rcv.readSeq, rcv.toldUp) > 0,
    error: error !== '' || hasReports,
    hangup: isOver || (finTold && snd.closing),
    peerClosed: finTold || isOver,
  };
}
