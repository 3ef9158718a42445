import { unsupported } from './errors.js';
import { addressOf, checked, lastErrno, native, pointerOctets } from './libc.js';
import { LITTLE_ENDIAN, readNativeInt } from './sockaddr.js';

/** A message beside the data (struct cmsghdr), its data a view. */
export interface ControlMessage {
  readonly level: number;
  readonly type: number;
  readonly data: Buffer;
}

const LONG = 8;
const MESSAGE_HEADER = LONG + 4 + 4;
const ROOM_OCTETS = 512;

/** Receives one message with recvmsg, and returns what came beside its data; undefined if none was there. Throws the errno otherwise. */
export function receiveControl(fd: number, flags: number): ControlMessage[] | undefined {
  if (pointerOctets() !== LONG) throw unsupported('recvmsg is written for machines of 64 bits');
  const data = Buffer.alloc(ROOM_OCTETS);
  const control = Buffer.alloc(ROOM_OCTETS);
  const vector = longs([addressOf(data), BigInt(data.length)]);
  const header = longs([0n, 0n, addressOf(vector), 1n, addressOf(control), BigInt(control.length), 0n]);
  const received = native.recvmsg(fd, header, flags);
  if (received < 0 && lastErrno() === 'EAGAIN') return undefined;
  checked('recvmsg', received);
  return controlMessages(control.subarray(0, readLong(header, 5 * LONG)));
}

/** The messages in these octets; one that is cut short ends them. */
export function controlMessages(octets: Buffer): ControlMessage[] {
  const messages: ControlMessage[] = [];
  for (let at = 0; at + MESSAGE_HEADER <= octets.length; ) {
    const length = readLong(octets, at);
    if (length < MESSAGE_HEADER || at + length > octets.length) break;
    const data = octets.subarray(at + MESSAGE_HEADER, at + length);
    messages.push({ level: readNativeInt(octets, at + LONG), type: readNativeInt(octets, at + LONG + 4), data });
    at += (length + LONG - 1) & -LONG;
  }
  return messages;
}

function longs(values: readonly bigint[]): Buffer {
  const buffer = Buffer.alloc(values.length * LONG);
  values.forEach((value, n) => {
    if (LITTLE_ENDIAN) buffer.writeBigUInt64LE(value, n * LONG);
    else buffer.writeBigUInt64BE(value, n * LONG);
  });
  return buffer;
}

function readLong(buffer: Buffer, at: number): number {
  return Number(LITTLE_ENDIAN ? buffer.readBigUInt64LE(at) : buffer.readBigUInt64BE(at));
}
