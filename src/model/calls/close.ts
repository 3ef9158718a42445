import { forget, watchOrphan } from '../lifecycle.js';
import type { Machine } from '../machine.js';
import { resetNow } from '../send/reset.js';
import type { Socket } from '../socket.js';
import { mayReceive } from '../state.js';
import { abortConnection } from './abort-connection.js';
import { closeConnection } from './close-connection.js';
import { stopListening } from './stop-listening.js';

/** CLOSE, and the handle given up: what is left of the connection goes on without a user. With SO_LINGER of 0 it is an ABORT. */
export function close(machine: Machine, args: { readonly socket: number }): Record<never, never> {
  const socket = machine.socket(args.socket);
  const { SO_LINGER } = socket.options;
  if (SO_LINGER.on && SO_LINGER.seconds === 0) return abort(machine, args);
  stopListening(machine, socket);
  leave(machine, socket);
  machine.release(socket);
  return {};
}

/** ABORT (RFC 9293 3.10.5). */
export function abort(machine: Machine, args: { readonly socket: number }): Record<never, never> {
  const socket = machine.socket(args.socket);
  stopListening(machine, socket);
  if (socket.tcb && socket.tcb.state !== 'CLOSED') abortConnection(machine.stack, socket.tcb);
  machine.release(socket);
  return {};
}

/** Aborts all sockets of a case, of one process if it is named. */
export function endCase(
  machine: Machine,
  args: { readonly case?: string; readonly owner?: number },
): { closed: number } {
  const ended = machine.sockets.filter(
    ({ label, owner }) =>
      (args.case === undefined || label === args.case) && (args.owner === undefined || owner === args.owner),
  );
  for (const { handle } of ended) abort(machine, { socket: handle });
  return { closed: ended.length };
}

/** RFC 9293 3.6.1, SHLD-3: the peer should know if text was lost. */
function leave({ stack }: Machine, { tcb }: Socket): void {
  if (!tcb || tcb.state === 'CLOSED') return;
  tcb.user = undefined;
  tcb.orphaned = true;
  const hasUnread = tcb.rcv.text.length > 0 && (mayReceive(tcb.state) || tcb.state === 'CLOSE-WAIT');
  if (hasUnread && stack.rules.resetsUnread) {
    resetNow(stack, tcb);
    forget(stack, tcb);
    return;
  }
  closeConnection(stack, tcb);
  watchOrphan(stack, tcb);
}
