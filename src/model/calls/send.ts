import { add } from '../../wire/seq.js';
import { ModelError } from '../errors.js';
import type { Machine } from '../machine.js';
import { output } from '../send/output.js';
import type { Socket } from '../socket.js';
import type { Tcb } from '../tcb.js';
import { openActively } from './active-open.js';
import { stopListening } from './stop-listening.js';

/**
 * SEND (RFC 9293 3.10.2): takes as much as there is room for and says how much. Throws EPIPE after CLOSE, ENOTCONN
 * without a connection, EDESTADDRREQ in LISTEN when the remote end is not specified, EAGAIN when there is no room.
 */
export function send(
  machine: Machine,
  args: {
    readonly socket: number;
    readonly data?: string;
    readonly fill?: { readonly octet?: number; readonly count: number };
    readonly urgent?: boolean;
  },
): { count: number } {
  const socket = machine.socket(args.socket);
  const octets = octetsOf(args);
  const tcb = connectionFor(machine, socket);
  if (!tcb) return { count: octets.length };
  const { snd } = tcb;
  const room = Math.max(0, socket.options.SO_SNDBUF - snd.text.length);
  const count = Math.min(octets.length, room);
  if (count === 0 && octets.length > 0) throw new ModelError('EAGAIN', 'the send buffer is full');
  snd.text.push(octets.subarray(0, count));
  if (args.urgent && count > 0) snd.up = add(snd.textSeq, snd.text.length); // 3.8.5: the octet after the urgent data
  output(machine.stack, tcb);
  return { count };
}

function octetsOf({ data, fill }: { data?: string; fill?: { octet?: number; count: number } }): Uint8Array {
  if (data !== undefined) return Uint8Array.from(Buffer.from(data, 'base64'));
  return new Uint8Array(fill?.count ?? 0).fill(fill?.octet ?? 0);
}

/** The connection that can take what is sent. In LISTEN it is opened first (3.10.2), if it is known towards whom. */
function connectionFor(machine: Machine, socket: Socket): Tcb | undefined {
  const { refuses } = machine.stack.rules;
  const { tcb, listener } = socket;
  if (socket.error !== '') throw new ModelError(socket.takeError(), 'the connection failed');
  if (listener) {
    const { remote } = listener.settings;
    if (!remote) throw new ModelError('EDESTADDRREQ', 'the remote end is not specified');
    stopListening(machine, socket);
    return openActively(machine, socket, remote);
  }
  if (!tcb && refuses('SEND without connection')) throw new ModelError('ENOTCONN', 'there is no connection');
  if (!tcb || (tcb.state !== 'CLOSED' && !tcb.snd.closing)) return tcb;
  if (refuses('SEND after CLOSE')) throw new ModelError('EPIPE', 'the connection is closing');
  return undefined;
}
