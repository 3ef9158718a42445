import { ModelError } from '../errors.js';
import type { Machine } from '../machine.js';
import { local } from './local.js';
import { bindTo } from './ports.js';

/** Every host has these, though nothing ever arrives at them here. */
const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', '::1']);

/** Names the local end. Throws EINVAL if it has one, EADDRNOTAVAIL for an address that is not the model's, EADDRINUSE. */
export function bind(
  machine: Machine,
  args: {
    readonly socket: number;
    readonly address?: string;
    readonly port: number;
    readonly reuseAddress?: boolean;
  },
): { address: string; port: number } {
  const socket = machine.socket(args.socket);
  if (socket.local) throw new ModelError('EINVAL', 'the socket is bound');
  const any = socket.family === 4 ? '0.0.0.0' : '::';
  const address = args.address === any ? undefined : args.address;
  if (address !== undefined && address !== machine.ownAddress(socket.family) && !LOOPBACK.has(address)) {
    throw new ModelError('EADDRNOTAVAIL', `${address} is not here`);
  }
  if (args.reuseAddress) socket.options.SO_REUSEADDR = 1;
  bindTo(machine, socket, address, args.port);
  return local(machine, args);
}
