import { ModelError } from '../errors.js';
import { Listener } from '../listener.js';
import type { Machine } from '../machine.js';
import type { End } from '../path.js';
import { bindTo } from './ports.js';

/**
 * Passive OPEN (RFC 9293 3.10.1); with `remote` a fully specified one. Throws EISCONN on a connection, EADDRINUSE if
 * another socket listens there.
 */
export function listen(
  machine: Machine,
  args: { readonly socket: number; readonly backlog: number; readonly remote?: End },
): Record<never, never> {
  const socket = machine.socket(args.socket);
  const { connections } = machine.stack;
  if (socket.tcb && socket.tcb.state !== 'CLOSED') throw new ModelError('EISCONN', 'there is a connection already');
  if (!socket.local) bindTo(machine, socket, undefined, 0);
  const { local, family, options } = socket;
  if (socket.listener) connections.removeListener(socket.listener);
  else if (local && connections.listenerAt(family, local)) throw new ModelError('EADDRINUSE', 'another socket listens');
  const listener = new Listener({
    family,
    local: local ?? { address: undefined, port: 0 },
    remote: args.remote,
    options,
    backlog: Math.max(1, args.backlog),
    wake: () => socket.wake(),
  });
  if (socket.listener) listener.ready.push(...socket.listener.ready);
  for (const tcb of listener.ready) tcb.origin = listener;
  socket.listener = listener;
  connections.addListener(listener);
  return {};
}
