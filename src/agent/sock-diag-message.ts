import { AF_INET, AF_INET6, STATE_NAMES, TCP_LISTEN } from './linux.js';
import type { ConnectionState } from './protocol.js';
import { LITTLE_ENDIAN, zoneIndex } from './sockaddr.js';
import type { StateQuery } from './state-query.js';

const SOCK_DIAG_BY_FAMILY = 20;
const NLMSG_ERROR = 2;
const NLMSG_DONE = 3;
const NLM_F_REQUEST = 0x1;
const NLM_F_DUMP = 0x300;
const HEADER_OCTETS = 16;
const REQUEST_OCTETS = 72;
/** struct nlmsghdr and struct inet_diag_msg. */
const ANSWER_OCTETS = HEADER_OCTETS + 72;
const ERROR_OCTETS = HEADER_OCTETS + 4;
const ENOENT = 2;
const ALL_STATES = 0xfff;

/** The question about one connection. Throws errno when its zone names no interface. */
export function connectionRequest(query: StateQuery): Buffer {
  return request(query, ALL_STATES, NLM_F_REQUEST);
}

/** The question for all listeners of a family. */
export function listenersRequest(family: 4 | 6): Buffer {
  return request({ family, localPort: 0 }, 1 << TCP_LISTEN, NLM_F_REQUEST | NLM_F_DUMP);
}

/** What the kernel says of the connection asked for; undefined when it says something else. */
export function readConnection(datagram: Buffer): ConnectionState | undefined {
  const [answer] = messages(datagram);
  if (answer === undefined) return undefined;
  if (typeOf(answer) === NLMSG_ERROR) return isNotFound(answer) ? { state: 'CLOSED' } : undefined;
  if (!isAnswer(answer)) return undefined;
  // When there is no such connection, the kernel looks on for a listener.
  return answer[17] === TCP_LISTEN ? { state: 'CLOSED' } : stateOf(answer);
}

/** The listeners in a part of the kernel's list, and whether it was the last one; undefined when it is no such part. */
export function readListeners(datagram: Buffer): { readonly found: Buffer[]; readonly last: boolean } | undefined {
  const found: Buffer[] = [];
  for (const message of messages(datagram)) {
    if (typeOf(message) === NLMSG_DONE) return { found, last: true };
    if (!isAnswer(message)) return undefined;
    found.push(message);
  }
  return { found, last: false };
}

/** The listener that a SYN to the port would find. */
export function listenerFor(query: StateQuery, listeners: readonly Buffer[]): ConnectionState {
  const onPort = listeners.filter((each) => each.readUInt16BE(20) === query.localPort);
  const found = onPort.find((each) => query.localAddress?.equals(localAddress(each, query)) ?? true);
  const wildcard = onPort.find((each) => localAddress(each, query).every((octet) => octet === 0));
  const listener = found ?? wildcard;
  return listener ? stateOf(listener) : { state: 'CLOSED' };
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

function isAnswer(message: Buffer): boolean {
  return typeOf(message) === SOCK_DIAG_BY_FAMILY && message.length >= ANSWER_OCTETS;
}

function isNotFound(message: Buffer): boolean {
  return message.length >= ERROR_OCTETS && -int(message, HEADER_OCTETS) === ENOENT;
}

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
    if (length < HEADER_OCTETS || at + length > datagram.length) return;
    yield datagram.subarray(at, at + length);
    at += (length + 3) & ~3;
  }
}

function localAddress(message: Buffer, { family }: StateQuery): Buffer {
  return message.subarray(24, family === 4 ? 28 : 40);
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
