import { add } from '../../wire/seq.js';
import { ModelError } from '../errors.js';
import type { Machine } from '../machine.js';
import { acknowledge } from '../send/acknowledge.js';
import type { Socket } from '../socket.js';
import { mayReceive } from '../state.js';
import type { Tcb } from '../tcb.js';
import { wantsUpdate } from '../window.js';

/** What RECEIVE takes, as in the agent's protocol. */
export interface ReceiveArguments {
  readonly socket: number;
  readonly max: number;
  readonly withinMs?: number;
  readonly urgent?: boolean;
  readonly peek?: boolean;
}

interface Received {
  readonly data: string;
  readonly end: boolean;
}

/**
 * RECEIVE (RFC 9293 3.10.3): what is there as soon as anything is; `end` once all before the peer's FIN was taken.
 * Rejects with EAGAIN when nothing came in time, ENOTCONN without a connection, the error that ended it, told once.
 */
export async function receive(machine: Machine, args: ReceiveArguments): Promise<Received> {
  const socket = machine.socket(args.socket);
  const look = () => (args.urgent ? takeUrgentOctet(machine, socket, args) : takeText(machine, socket, args));
  const received = await socket.until(look, args.withinMs ?? 0);
  if (!received) throw new ModelError('EAGAIN', 'nothing came');
  return received;
}

function takeText(machine: Machine, socket: Socket, args: ReceiveArguments): Received | undefined {
  if (!socket.tcb && !machine.stack.rules.refuses('RECEIVE without connection')) return { data: '', end: true };
  const tcb = connectionOf(socket);
  const { rcv } = tcb;
  skipUrgentOctet(machine, socket, tcb);
  const count = Math.min(args.max, rcv.text.length, toMark(machine, socket, tcb));
  if (count > 0) return { data: base64(take(machine, tcb, count, args.peek === true)), end: false };
  if (socket.error !== '') throw new ModelError(socket.takeError(), 'the connection failed');
  const finTold = rcv.finTaken && machine.stack.rules.tells('fin');
  return finTold || socket.isOver || socket.receivesNoMore ? { data: '', end: true } : undefined;
}

/** The urgent octet out of its place, as sockets have it (RFC 6093 6). Throws EINVAL if there is none. */
function takeUrgentOctet({ stack }: Machine, socket: Socket, args: ReceiveArguments): Received | undefined {
  const { rcv, state } = connectionOf(socket);
  if (socket.options.SO_OOBINLINE !== 0 || rcv.toldUp === undefined)
    throw new ModelError('EINVAL', 'nothing is urgent');
  const at = stack.rules.distance(rcv.readSeq, add(rcv.toldUp, -1));
  if (at < 0) throw new ModelError('EINVAL', 'it was taken already');
  const octet = rcv.text.peek(at, 1);
  if (octet.length === 0) return mayReceive(state) ? undefined : { data: '', end: true };
  if (!args.peek) rcv.toldUp = undefined;
  return { data: base64(octet), end: false };
}

function connectionOf(socket: Socket): Tcb {
  if (socket.isClosed) throw new ModelError('EBADF', 'the socket was closed');
  if (!socket.tcb) throw new ModelError('ENOTCONN', 'there is no connection');
  return socket.tcb;
}

/** Octets up to the urgent mark, which one RECEIVE does not cross. */
function toMark({ stack }: Machine, _socket: Socket, { rcv }: Tcb): number {
  if (rcv.up === undefined) return Number.POSITIVE_INFINITY;
  const octets = stack.rules.distance(rcv.readSeq, add(rcv.up, -1));
  return octets > 0 ? octets : Number.POSITIVE_INFINITY;
}

/** Unless it is wanted in its place, the urgent octet is no part of the text. */
function skipUrgentOctet(machine: Machine, { options }: Socket, tcb: Tcb): void {
  const { rcv } = tcb;
  if (rcv.up === undefined || options.SO_OOBINLINE !== 0) return;
  if (machine.stack.rules.distance(rcv.readSeq, add(rcv.up, -1)) !== 0 || rcv.text.length < 2) return;
  take(machine, tcb, 1, false);
}

function take({ stack }: Machine, tcb: Tcb, count: number, isPeek: boolean): Uint8Array {
  const { rcv } = tcb;
  const octets = rcv.text.peek(0, count);
  if (isPeek) return octets;
  rcv.text.drop(count);
  rcv.readSeq = add(rcv.readSeq, count);
  if (rcv.up !== undefined && stack.rules.distance(rcv.up, rcv.readSeq) >= 0) rcv.up = undefined;
  if (mayReceive(tcb.state) && wantsUpdate(stack, tcb)) acknowledge(stack, tcb);
  return octets;
}

function base64(octets: Uint8Array): string {
  return Buffer.from(octets).toString('base64');
}
