import { ModelError } from '../errors.js';
import type { Machine } from '../machine.js';
import { openActively } from './active-open.js';
import { local } from './local.js';
import { stopListening } from './stop-listening.js';

/**
 * Active OPEN towards a remote end; in LISTEN the passive one becomes active (RFC 9293 3.10.1). Throws EALREADY while
 * it is under way and EISCONN once it is made.
 */
export function connect(
  machine: Machine,
  args: { readonly socket: number; readonly address: string; readonly port: number },
): { inProgress: boolean; address: string; port: number } {
  const socket = machine.socket(args.socket);
  const state = socket.tcb?.state ?? 'CLOSED';
  if (state !== 'CLOSED' && !machine.stack.rules.refuses('second OPEN'))
    return { inProgress: true, ...local(machine, args) };
  if (state === 'SYN-SENT' || state === 'SYN-RECEIVED')
    throw new ModelError('EALREADY', 'the connection is being made');
  if (state !== 'CLOSED') throw new ModelError('EISCONN', 'there is a connection already');
  if (socket.error !== '') throw new ModelError(socket.takeError(), 'the connection was not made');
  if (socket.listener) stopListening(machine, socket);
  openActively(machine, socket, { address: args.address, port: args.port });
  return { inProgress: true, ...local(machine, args) };
}
