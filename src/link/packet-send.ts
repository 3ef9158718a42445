import { type Address, addressOf, packetCalls } from './native-packet.js';

/** Hands a frame to the kernel. Returns the octets that it took, or -1 with errno set. */
export function sendFrame(fd: number, bytes: Uint8Array): number {
  const { send } = packetCalls();
  if (bytes.length > buffer.length) return send(fd, addressOf(bytes), bytes.length, 0);
  bufferAt ??= addressOf(buffer);
  buffer.set(bytes);
  return send(fd, bufferAt, bytes.length, 0);
}

// A short array gets memory outside of the heap only when its address is asked for, which takes longer than copying it.
const buffer = new Uint8Array(2048);
let bufferAt: Address | undefined;
