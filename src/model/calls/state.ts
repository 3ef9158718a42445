import { canonicalIp } from '../../wire/address.js';
import type { Machine } from '../machine.js';
import type { State } from '../state.js';

/** Which connection is asked for: with a remote end that one, without the listener at the port. */
export interface ConnectionQuery {
  readonly family: 4 | 6;
  readonly localAddress?: string;
  readonly localPort: number;
  readonly remoteAddress?: string;
  readonly remotePort?: number;
}

/** STATUS by the pair of sockets; queues in octets, for a listener in connections. */
export interface ConnectionState {
  readonly state: State;
  readonly receiveQueue?: number;
  readonly sendQueue?: number;
}

/** STATUS (RFC 9293 3.10.6) of connections that have a user and of those that have none. */
export function state(machine: Machine, query: ConnectionQuery): ConnectionState {
  const { connections } = machine.stack;
  const { family, localPort: port } = query;
  const localAddress = query.localAddress === undefined ? undefined : canonicalIp(query.localAddress);
  if (query.remoteAddress === undefined || query.remotePort === undefined) {
    const listener = connections.listenerAt(family, { address: localAddress, port });
    if (!listener) return { state: 'CLOSED' };
    return { state: 'LISTEN', receiveQueue: listener.ready.length, sendQueue: listener.settings.backlog };
  }
  const local = { address: localAddress ?? machine.ownAddress(family), port };
  const remote = { address: canonicalIp(query.remoteAddress), port: query.remotePort };
  const tcb = connections.find({ family, local, remote });
  if (!tcb || tcb.ghost) return { state: 'CLOSED' };
  return { state: tcb.state, receiveQueue: tcb.rcv.text.length, sendQueue: tcb.snd.text.length };
}

/** The answers to many such questions, in their order. */
export function states(
  machine: Machine,
  args: { readonly connections: readonly ConnectionQuery[] },
): { states: ConnectionState[] } {
  return { states: args.connections.map((query) => state(machine, query)) };
}
