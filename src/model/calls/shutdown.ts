import { ModelError } from '../errors.js';
import type { Machine } from '../machine.js';
import { closeConnection } from './close-connection.js';

/** CLOSE of one direction or both, with the handle kept: for sending it is the CLOSE of RFC 9293 3.10.4. Throws ENOTCONN. */
export function shutdown(
  machine: Machine,
  args: { readonly socket: number; readonly how: 'send' | 'receive' | 'both' },
): Record<never, never> {
  const socket = machine.socket(args.socket);
  const { tcb } = socket;
  if (!tcb || tcb.state === 'CLOSED') throw new ModelError('ENOTCONN', 'there is no connection');
  if (args.how !== 'send') socket.receivesNoMore = true;
  const { state } = tcb;
  if (args.how !== 'receive') closeConnection(machine.stack, tcb);
  socket.wake();
  if (args.how === 'send' && machine.stack.rules.closeIsError(state))
    throw new ModelError('ENOTCONN', 'the connection is closing');
  return {};
}
