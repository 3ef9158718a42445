import { native } from './libc.js';
import {
  AF_INET,
  AF_INET6,
  AF_NETLINK,
  MSG_DONTWAIT,
  SOCK_CLOEXEC,
  SOCK_RAW,
  STATE_NAMES,
  TCP_LISTEN,
} from './linux.js';
import type { ConnectionState } from './protocol.js';
import { LITTLE_ENDIAN, zoneIndex } from './sockaddr.js';
import type { StateQuery } from './state-query.js';

const NETLINK_SOCK_DIAG = 4;
const SOCK_DIAG_BY_FAMILY = 20;
const NLMSG_ERROR = 2;
const NLMSG_DONE = 3;
const NLM_F_REQUEST = 0x1;
const NLM_F_DUMP = 0x300;
const HEADER_OCTETS = 16;
const REQUEST_OCTETS = 72;
const ROOM_OCTETS = 32 * 1024;
const ENOENT = 2;
const ALL_STATES = 0xfff;

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
  const answer = exchange(fd, request(query, ALL_STATES, NLM_F_REQUEST));
  if (!answer) return undefined;
  if (typeOf(answer) === NLMSG_ERROR) return -int(answer, HEADER_OCTETS) === ENOENT ? { state: 'CLOSED' } : undefined;
  // When there is no such connection, the kernel looks on for a listener.
  return answer[17] === TCP_LISTEN ? { state: 'CLOSED' } : stateOf(answer);
}

function findListener(fd: number, query: StateQuery): ConnectionState | undefined {
  const listeners = dumpListeners(fd, query.family);
  if (!listeners) return undefined;
  const onPort = listeners.filter((each) => each.readUInt16BE(20) === query.localPort);
  const found = onPort.find((each) => query.localAddress?.equals(localAddress(each, query)) ?? true);
  const wildcard = onPort.find((each) => localAddress(each, query).every((octet) => octet === 0));
  const listener = found ?? wildcard;
  return listener ? stateOf(listener) : { state: 'CLOSED' };
}

function dumpListeners(fd: number, family: 4 | 6): Buffer[] | undefined {
  const anyone: StateQuery = { family, localPort: 0 };
  const listeners: Buffer[] = [];
  let answer = exchange(fd, request(anyone, 1 << TCP_LISTEN, NLM_F_REQUEST | NLM_F_DUMP));
  for (;;) {
    if (!answer) return undefined;
    for (const message of messages(answer)) {
      const type = typeOf(message);
      if (type === NLMSG_DONE) return listeners;
      if (type !== SOCK_DIAG_BY_FAMILY) return undefined;
      listeners.push(message);
    }
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

// struct nlmsghdr, then struct inet_diag_req_v2.
function request(query: StateQuery, states: number, flags: number): Buffer {
  const message = Buffer.alloc(REQUEST_OCTETS);
  putInt(message, REQUEST_OCTETS, 0);
  putShort(message, SOCK_DIAG_BY_FAMILY, 4);
  putShort(message, flags, 6);
  message[16] = query.family === 4 ? AF_INET : AF_INET6;
  message[17] = 6;
  putInt(message, states, 20);
  message.writeUInt16BE(query.localPort, 24);
  message.writeUInt16BE(query.remotePort ?? 0, 26);
  query.localAddress?.copy(message, 28);
  query.remoteAddress?.copy(message, 44);
  if (query.zone !== undefined) putInt(message, zoneIndex(query.zone), 60);
  message.fill(0xff, 64, 72); // No cookie.
  return message;
}

// struct inet_diag_msg.
function stateOf(message: Buffer): ConnectionState {
  return {
    state: STATE_NAMES[message[17] ?? 0] ?? 'CLOSED',
    inode: int(message, 84) >>> 0,
    receiveQueue: int(message, 72) >>> 0,
    sendQueue: int(message, 76) >>> 0,
  };
}

function* messages(datagram: Buffer): Generator<Buffer> {
  for (let at = 0; at + HEADER_OCTETS <= datagram.length; ) {
    const length = int(datagram, at);
    if (length < HEADER_OCTETS) return;
    yield datagram.subarray(at, at + length);
    at += (length + 3) & ~3;
  }
}

function localAddress(message: Buffer, { family }: StateQuery): Buffer {
  return message.subarray(24, family === 4 ? 28 : 40);
}

function isLinkLocal(octets: Buffer): boolean {
  return octets.length === 16 && octets[0] === 0xfe && ((octets[1] ?? 0) & 0xc0) === 0x80;
}

function typeOf(message: Buffer): number {
  return LITTLE_ENDIAN ? message.readUInt16LE(4) : message.readUInt16BE(4);
}

function int(message: Buffer, at: number): number {
  return LITTLE_ENDIAN ? message.readInt32LE(at) : message.readInt32BE(at);
}

function putInt(message: Buffer, value: number, at: number): void {
  if (LITTLE_ENDIAN) message.writeUInt32LE(value, at);
  else message.writeUInt32BE(value, at);
}

function putShort(message: Buffer, value: number, at: number): void {
  if (LITTLE_ENDIAN) message.writeUInt16LE(value, at);
  else message.writeUInt16BE(value, at);
}
