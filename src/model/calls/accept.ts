import { ModelError } from '../errors.js';
import type { Machine } from '../machine.js';
import type { Tcb } from '../tcb.js';

/** Takes a connection that a listener has made. Rejects with EAGAIN when none came in time, EBADF when the listener was closed. */
export async function accept(
  machine: Machine,
  args: { readonly socket: number; readonly withinMs?: number },
): Promise<{ socket: number; address: string; port: number }> {
  const socket = machine.socket(args.socket);
  const look = (): Tcb | undefined => {
    if (socket.isClosed) throw new ModelError('EBADF', 'the listener was closed');
    if (!socket.listener) throw new ModelError('EINVAL', 'the socket does not listen');
    return socket.listener.ready.shift();
  };
  const tcb = await socket.until(look, args.withinMs ?? 0);
  if (!tcb) throw new ModelError('EAGAIN', 'no connection came');
  const { label, owner, family } = socket;
  const accepted = machine.newSocket({ label, owner, family, options: tcb.options });
  accepted.local = tcb.path.local;
  accepted.tcb = tcb;
  tcb.user = accepted;
  tcb.origin = undefined;
  return { socket: accepted.handle, ...tcb.path.remote };
}
