import { type Arguments, family, flag, integer, integerOr, optionalText, text, word } from './arguments.js';
import { unsupported } from './errors.js';
import type { Belongings, Handlers } from './handler.js';
import { checked, lastErrno, native } from './libc.js';
import * as linux from './linux.js';
import { type Endpoint, LONGEST_WAIT_MS, type SocketHandle } from './protocol.js';
import { decodeSockaddr, encodeSockaddr, nativeInt, SOCKADDR_OCTETS } from './sockaddr.js';
import type { OpenSocket } from './sockets.js';
import { untilReady } from './waiters.js';

const LONGEST_CASE_LABEL = 512;
const LONGEST_ADDRESS = 64;

/** The calls that make and end connections. */
export const connectionCalls: Handlers<
  'open' | 'bind' | 'listen' | 'connect' | 'accept' | 'shutdown' | 'close' | 'abort' | 'endCase' | 'local' | 'remote'
> = {
  open(args, { sockets }) {
    const label = text(args, 'case', LONGEST_CASE_LABEL);
    const version = family(args);
    sockets.checkRoom();
    const domain = version === 4 ? linux.AF_INET : linux.AF_INET6;
    const type = linux.SOCK_STREAM | linux.SOCK_NONBLOCK | linux.SOCK_CLOEXEC;
    const fd = native.socket(domain, type, linux.IPPROTO_TCP);
    if (fd < 0 && lastErrno() === 'EAFNOSUPPORT') throw unsupported(`no IPv${version}`, 'EAFNOSUPPORT');
    checked('socket', fd);
    if (version === 6) turnOn(fd, linux.SOL_IPV6, linux.IPV6_V6ONLY);
    return { socket: sockets.add({ fd, family: version, case: label }) };
  },

  bind(args, mine) {
    const socket = socketOf(args, mine);
    const anyAddress = socket.family === 4 ? '0.0.0.0' : '::';
    const address = optionalText(args, 'address', LONGEST_ADDRESS) ?? anyAddress;
    const sockaddr = encodeSockaddr(socket.family, { address, port: port(args, 0) });
    if (flag(args, 'reuseAddress')) turnOn(socket.fd, linux.SOL_SOCKET, linux.SO_REUSEADDR);
    checked('bind', native.bind(socket.fd, sockaddr, sockaddr.length));
    return localEnd(socket);
  },

  listen(args, mine) {
    const backlog = integer(args, 'backlog', 0, 0x7fffffff);
    checked('listen', native.listen(socketOf(args, mine).fd, backlog));
    return {};
  },

  connect(args, mine) {
    const socket = socketOf(args, mine);
    const address = text(args, 'address', LONGEST_ADDRESS);
    const sockaddr = encodeSockaddr(socket.family, { address, port: port(args, 0) });
    mine.peers.check(address);
    const inProgress = native.connect(socket.fd, sockaddr, sockaddr.length) < 0;
    if (inProgress && lastErrno() !== 'EINPROGRESS') checked('connect', -1);
    return { inProgress, ...localEnd(socket) };
  },

  async accept(args, mine) {
    const listener = socketOf(args, mine);
    const withinMs = integerOr(0, args, 'withinMs', 0, LONGEST_WAIT_MS);
    mine.sockets.checkRoom();
    const from = Buffer.alloc(SOCKADDR_OCTETS);
    const fd = await whenReady(listener.fd, linux.POLLIN, withinMs, 'accept', () => {
      const flags = linux.SOCK_NONBLOCK | linux.SOCK_CLOEXEC;
      return native.accept4(listener.fd, from, nativeInt(SOCKADDR_OCTETS), flags);
    });
    return { socket: mine.sockets.add({ ...listener, fd }), ...decodeSockaddr(from) };
  },

  shutdown(args, mine) {
    const how = word(args, 'how', ['send', 'receive', 'both']);
    checked('shutdown', native.shutdown(socketOf(args, mine).fd, linux.SHUT[how]));
    return {};
  },

  close(args, { sockets }) {
    sockets.close(handle(args));
    return {};
  },

  abort(args, { sockets }) {
    sockets.abort(handle(args));
    return {};
  },

  endCase(args, { sockets }) {
    return { closed: sockets.abortCase(text(args, 'case', LONGEST_CASE_LABEL)) };
  },

  local: (args, mine) => localEnd(socketOf(args, mine)),

  remote(args, mine) {
    return endpoint('getpeername', socketOf(args, mine).fd);
  },
};

/** The socket that a request is about; throws bad-request or no-such-socket. */
export function socketOf(args: Arguments, { sockets }: Belongings): OpenSocket {
  return sockets.get(handle(args));
}

/** Makes a system call that may have to wait for an event: at once, and again when the event came or the time is over. */
export async function whenReady(
  fd: number,
  events: number,
  withinMs: number,
  what: string,
  attempt: () => number,
): Promise<number> {
  const until = performance.now() + withinMs;
  for (;;) {
    const result = attempt();
    const leftMs = until - performance.now();
    if (result >= 0 || lastErrno() !== 'EAGAIN' || leftMs <= 0) return checked(what, result);
    await untilReady(fd, events, leftMs);
  }
}

function handle(args: Arguments): SocketHandle {
  return integer(args, 'socket', 1, Number.MAX_SAFE_INTEGER);
}

function port(args: Arguments, lowest: number): number {
  return integer(args, 'port', lowest, 0xffff);
}

function turnOn(fd: number, level: number, name: number): void {
  const one = nativeInt(1);
  checked('setsockopt', native.setsockopt(fd, level, name, one, one.length));
}

function localEnd(socket: OpenSocket): Endpoint {
  return endpoint('getsockname', socket.fd);
}

function endpoint(call: 'getsockname' | 'getpeername', fd: number): Endpoint {
  const sockaddr = Buffer.alloc(SOCKADDR_OCTETS);
  checked(call, native[call](fd, sockaddr, nativeInt(SOCKADDR_OCTETS)));
  return decodeSockaddr(sockaddr);
}
