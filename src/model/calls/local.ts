import { ModelError } from '../errors.js';
import type { Machine } from '../machine.js';

/** The local end of a socket; the unspecified address and port 0 as long as it has none. */
export function local(machine: Machine, args: { readonly socket: number }): { address: string; port: number } {
  const { local: bound, tcb, family } = machine.socket(args.socket);
  if (tcb) return { ...tcb.path.local };
  return { address: bound?.address ?? (family === 4 ? '0.0.0.0' : '::'), port: bound?.port ?? 0 };
}

/** The remote end of a connection. Throws ENOTCONN. */
export function remote(machine: Machine, args: { readonly socket: number }): { address: string; port: number } {
  const { tcb } = machine.socket(args.socket);
  if (!tcb || tcb.state === 'CLOSED') throw new ModelError('ENOTCONN', 'there is no connection');
  return { ...tcb.path.remote };
}
