import { ModelError, NotOffered } from '../errors.js';
import type { Machine } from '../machine.js';
import { startUserTimeout } from '../send/flight.js';
import { effectiveMss } from '../send/options-sent.js';
import { output } from '../send/output.js';
import type { Socket } from '../socket.js';
import type { Linger, SocketOptions } from '../socket-options.js';
import { watchIdle } from '../timeouts/keep-alive.js';

/** The value of an option: a number, SO_LINGER's structure, or text. */
export type OptionValue = number | string | Linger;

/** Sets an option by its C name. Throws NotOffered for one that the model does not have, EINVAL for a wrong value. */
export function setOption(
  machine: Machine,
  args: { readonly socket: number; readonly option: string; readonly value: OptionValue | boolean },
): Record<never, never> {
  const socket = machine.socket(args.socket);
  const { option } = args;
  const value = typeof args.value === 'boolean' ? Number(args.value) : args.value;
  if (option === 'SO_LINGER') {
    if (typeof value !== 'object') throw new ModelError('EINVAL', 'SO_LINGER takes a structure');
    socket.options.SO_LINGER = value;
    return {};
  }
  if (option === 'IP_OPTIONS') {
    if (typeof value !== 'string') throw new ModelError('EINVAL', 'IP_OPTIONS takes octets');
    socket.options.IP_OPTIONS = value;
    return {};
  }
  if (!Object.hasOwn(socket.options, option)) throw new NotOffered(`option ${option} is not known here`);
  if (typeof value !== 'number' || value < 0) throw new ModelError('EINVAL', `${option} takes a number`);
  socket.options[option as Exclude<keyof SocketOptions, 'SO_LINGER' | 'IP_OPTIONS'>] = value;
  takeEffect(machine, socket, option);
  return {};
}

/** Gets an option by its C name. SO_ERROR is the name of an errno, '' if there is none, and is told once. */
export function getOption(
  machine: Machine,
  args: { readonly socket: number; readonly option: string },
): { value: OptionValue } {
  const socket = machine.socket(args.socket);
  const { option } = args;
  const computed = COMPUTED[option];
  if (computed) return { value: computed(machine, socket) };
  if (!Object.hasOwn(socket.options, option)) throw new NotOffered(`option ${option} is not known here`);
  return { value: socket.options[option as keyof SocketOptions] };
}

const SOCK_STREAM = 1;

const COMPUTED: Readonly<Record<string, (machine: Machine, socket: Socket) => OptionValue>> = {
  SO_ERROR: (_machine, socket) => socket.takeError() || takeSoftError(socket),
  SO_TYPE: () => SOCK_STREAM,
  SO_ACCEPTCONN: (_machine, { listener }) => (listener ? 1 : 0),
  TCP_MAXSEG: ({ stack }, { tcb, options }) => (tcb ? effectiveMss(stack, tcb) : options.TCP_MAXSEG),
  TCP_CONGESTION: () => 'reno',
  IP_MTU: ({ stack }, { tcb }) => tcb?.pathMtu ?? stack.mtu,
  IPV6_MTU: ({ stack }, { tcb }) => tcb?.pathMtu ?? stack.mtu,
};

/** What troubles a connection without ending it is told once as well (RFC 9293 3.9.1.8). */
function takeSoftError({ tcb }: Socket): string {
  const { softError = '' } = tcb ?? {};
  if (tcb) tcb.softError = '';
  return softError;
}

function takeEffect({ stack }: Machine, { tcb }: Socket, option: string): void {
  if (!tcb || tcb.state === 'CLOSED') return;
  if (option === 'TCP_NODELAY') output(stack, tcb);
  if (option === 'TCP_USER_TIMEOUT') startUserTimeout(stack, tcb);
  if (option === 'SO_KEEPALIVE' || option.startsWith('TCP_KEEP')) watchIdle(stack, tcb);
}
