import { ModelError } from '../errors.js';
import type { Machine } from '../machine.js';
import type { Socket } from '../socket.js';
import type { Tcb } from '../tcb.js';

/** Binds a socket; port 0 is any free one. Throws EADDRINUSE. */
export function bindTo(machine: Machine, socket: Socket, address: string | undefined, port: number): void {
  const taken = (candidate: number) => isTaken(machine, socket, address, candidate);
  if (port !== 0 && taken(port)) throw new ModelError('EADDRINUSE', `port ${port} is in use`);
  const found = port === 0 ? machine.freePort(taken) : port;
  if (found === undefined) throw new ModelError('EADDRINUSE', 'no port is free');
  socket.local = { address, port: found };
}

/** A port is taken by a listener always, by other sockets and connections unless the address may be reused (SO_REUSEADDR). */
function isTaken(machine: Machine, socket: Socket, address: string | undefined, port: number): boolean {
  const reuses = socket.options.SO_REUSEADDR !== 0;
  const overlaps = (other: string | undefined) => address === undefined || other === undefined || other === address;
  const others = machine.sockets.filter(
    ({ local, family }) => family === socket.family && local?.port === port && overlaps(local.address),
  );
  const holds = (other: Socket) =>
    other !== socket && (other.listener !== undefined || (!reuses && isHeld(machine, other)));
  if (others.some(holds)) return true;
  return machine.stack.connections.all.some(
    (tcb) => tcb.path.family === socket.family && tcb.path.local.port === port && !reuses && holdsPort(machine, tcb),
  );
}

function isHeld(machine: Machine, { tcb }: Socket): boolean {
  return tcb === undefined || tcb.state === 'CLOSED' || holdsPort(machine, tcb);
}

/** RFC 9293 3.6.1: TIME-WAIT keeps the pair of sockets in use. */
export function holdsPort({ stack }: Machine, { state }: Tcb): boolean {
  return state !== 'TIME-WAIT' || stack.rules.timeWaitHoldsPort;
}
