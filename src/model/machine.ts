import { NoSuchSocket } from './errors.js';
import { keyedHash } from './hash.js';
import { Socket } from './socket.js';
import { newSocketOptions, type SocketOptions } from './socket-options.js';
import type { Stack } from './stack.js';

const FIRST_EPHEMERAL = 49_152;
const EPHEMERALS = 16_384;

/** What the user calls work with: the stack, and the sockets that were opened. */
export class Machine {
  readonly stack: Stack;
  readonly address4: string;
  readonly address6: string;
  readonly #sockets = new Map<number, Socket>();
  #handles = 0;
  #nextPort: number;

  constructor(stack: Stack, addresses: { readonly address4: string; readonly address6: string }) {
    this.stack = stack;
    this.address4 = addresses.address4;
    this.address6 = addresses.address6;
    this.#nextPort = keyedHash(stack.secret, 'ephemeral ports') % EPHEMERALS;
  }

  /** Makes a socket; its handle is never used again. */
  newSocket(of: { label: string; owner: number; family: 4 | 6; options?: SocketOptions }): Socket {
    this.#handles++;
    const { settings, rules } = this.stack;
    const fresh = newSocketOptions(settings);
    const options = of.options ?? { ...fresh, TCP_KEEPIDLE: rules.keepAliveIdle(fresh.TCP_KEEPIDLE) };
    const socket = new Socket({ ...of, handle: this.#handles, options, clock: this.stack.clock });
    this.#sockets.set(socket.handle, socket);
    return socket;
  }

  /** The socket of a handle; throws NoSuchSocket. */
  socket(handle: number): Socket {
    const socket = this.#sockets.get(handle);
    if (!socket) throw new NoSuchSocket(handle);
    return socket;
  }

  /** The handle stands for nothing any more. */
  release(socket: Socket): void {
    socket.isClosed = true;
    this.#sockets.delete(socket.handle);
    socket.wake();
  }

  get sockets(): readonly Socket[] {
    return [...this.#sockets.values()];
  }

  /** The model's address of a family. */
  ownAddress(family: 4 | 6): string {
    return family === 4 ? this.address4 : this.address6;
  }

  /** A port that nothing uses. Undefined if there is none left. */
  freePort(isTaken: (port: number) => boolean): number | undefined {
    for (let attempt = 0; attempt < EPHEMERALS; attempt++) {
      const port = FIRST_EPHEMERAL + this.#nextPort;
      this.#nextPort = (this.#nextPort + 1) % EPHEMERALS;
      if (!isTaken(port)) return port;
    }
    return undefined;
  }
}
