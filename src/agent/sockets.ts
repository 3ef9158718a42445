import { CallError, refused } from './errors.js';
import { native } from './libc.js';
import { SO_LINGER, SOL_SOCKET } from './linux.js';
import type { Family, SocketHandle } from './protocol.js';
import { nativeInt } from './sockaddr.js';
import { cancelWaits } from './waiters.js';

const MOST_SOCKETS = 20_000;

/** A socket that a controller opened or accepted. */
export interface OpenSocket {
  readonly fd: number;
  readonly family: Family;
  readonly case: string;
}

/** The sockets of one controller, by handle. Handles are never given twice. */
export class Sockets {
  readonly #open = new Map<SocketHandle, OpenSocket>();
  #next = 1;

  /** Throws refused when there is no room for one more; to be asked before the descriptor is made. */
  checkRoom(): void {
    if (this.#open.size >= MOST_SOCKETS) throw refused(`more than ${MOST_SOCKETS} sockets`);
  }

  /** Takes a descriptor over. */
  add(socket: OpenSocket): SocketHandle {
    const handle = this.#next++;
    this.#open.set(handle, socket);
    return handle;
  }

  /** The socket behind a handle; throws no-such-socket. */
  get(handle: SocketHandle): OpenSocket {
    const socket = this.#open.get(handle);
    if (!socket) throw new CallError('no-such-socket', `there is no socket ${handle}`);
    return socket;
  }

  /** CLOSE: what was sent is still delivered. */
  close(handle: SocketHandle): void {
    const { fd } = this.get(handle);
    this.#open.delete(handle);
    cancelWaits(fd);
    native.close(fd);
  }

  /** ABORT: the connection is reset. */
  abort(handle: SocketHandle): void {
    const { fd } = this.get(handle);
    native.setsockopt(fd, SOL_SOCKET, SO_LINGER, ABORTIVE, ABORTIVE.length);
    this.close(handle);
  }

  /** Aborts all sockets of a case; how many there were. */
  abortCase(label: string): number {
    return this.#abortThose((socket) => socket.case === label);
  }

  /** Aborts everything. */
  abortAll(): void {
    this.#abortThose(() => true);
  }

  #abortThose(chosen: (socket: OpenSocket) => boolean): number {
    const handles = [...this.#open].filter(([, socket]) => chosen(socket)).map(([handle]) => handle);
    for (const handle of handles) this.abort(handle);
    return handles.length;
  }
}

const ABORTIVE = Buffer.concat([nativeInt(1), nativeInt(0)]);
