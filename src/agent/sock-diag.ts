import { native } from './libc.js';
import { AF_NETLINK, MSG_DONTWAIT, SOCK_CLOEXEC, SOCK_RAW } from './linux.js';
import type { ConnectionState } from './protocol.js';
import {
  connectionRequest,
  listenerFor,
  listenersRequest,
  readConnection,
  readListeners,
} from './sock-diag-message.js';
import type { StateQuery } from './state-query.js';

const NETLINK_SOCK_DIAG = 4;
const ROOM_OCTETS = 32 * 1024;

/**
 * The kernel's own answer about one connection (NETLINK_SOCK_DIAG): it looks a 4-tuple up in the hash table by which it
 * also finds segments' connections, where /proc/net/tcp walks all of that table, which takes milliseconds even when empty.
 */
export interface SockDiag {
  /** undefined: this question is one for the table. */
  find(query: StateQuery): ConnectionState | undefined;
}

/** Opens it; undefined when the kernel has none for TCP (a module that is not there, another kernel). */
export function openSockDiag(): SockDiag | undefined {
  const fd = native.socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
  if (fd < 0) return undefined;
  // "No such connection" and "no such module" are the same error, but only a module can dump.
  if (dumpListeners(fd, 4)) return { find: (query) => find(fd, query) };
  native.close(fd);
  return undefined;
}

function find(fd: number, query: StateQuery): ConnectionState | undefined {
  if (!query.remoteAddress) return findListener(fd, query);
  // Without these the kernel cannot look up, and a link-local connection is one of an interface.
  if (!query.localAddress || (isLinkLocal(query.remoteAddress) && query.zone === undefined)) return undefined;
  const answer = exchange(fd, connectionRequest(query));
  return answer && readConnection(answer);
}

function findListener(fd: number, query: StateQuery): ConnectionState | undefined {
  const listeners = dumpListeners(fd, query.family);
  return listeners && listenerFor(query, listeners);
}

function dumpListeners(fd: number, family: 4 | 6): Buffer[] | undefined {
  const listeners: Buffer[] = [];
  let answer = exchange(fd, listenersRequest(family));
  for (;;) {
    const part = answer && readListeners(answer);
    if (!part) return undefined;
    listeners.push(...part.found);
    if (part.last) return listeners;
    answer = receive(fd);
  }
}

function exchange(fd: number, message: Buffer): Buffer | undefined {
  while (receive(fd)); // What an earlier question may have left.
  if (native.send(fd, message, message.length, 0) < 0) return undefined;
  return receive(fd);
}

// The kernel answers before send returns, so that nothing need be waited for.
function receive(fd: number): Buffer | undefined {
  const room = Buffer.allocUnsafe(ROOM_OCTETS);
  const count = native.recv(fd, room, room.length, MSG_DONTWAIT);
  return count > 0 ? room.subarray(0, count) : undefined;
}

function isLinkLocal(octets: Buffer): boolean {
  return octets.length === 16 && octets[0] === 0xfe && ((octets[1] ?? 0) & 0xc0) === 0x80;
}
