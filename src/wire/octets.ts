import { type Layer, WireError } from './error.js';

/** A view of exactly these octets, whatever buffer they live in. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/**
 * Zeros, to be filled in, that are nobody else's. They lie side by side in blocks: memory of its own for each takes longer
 * than filling it in. A block stays as long as one of them is kept.
 */
export function freshOctets(count: number): Uint8Array {
  if (count > BLOCK / 4) return new Uint8Array(count);
  if (used + count > BLOCK) {
    block = new ArrayBuffer(BLOCK);
    used = 0;
  }
  const octets = new Uint8Array(block, used, count);
  used += (count + 7) & ~7;
  return octets;
}

const BLOCK = 8_192;
let block = new ArrayBuffer(BLOCK);
let used = 0;

/** The value itself, or a WireError when it is not an unsigned integer of this many bits, at most 32. */
export function unsigned(layer: Layer, field: string, value: number, bits: number): number {
  if (!Number.isInteger(value) || value < 0 || value >= (bits === 32 ? 2 ** 32 : 1 << bits)) {
    throw new WireError(layer, `${field} ${value} does not fit in ${bits} bits`);
  }
  return value;
}

/** Throws a WireError when there are fewer octets than the fixed header has. */
export function needOctets(layer: Layer, bytes: Uint8Array, count: number): void {
  if (bytes.length < count) throw new WireError(layer, `${bytes.length} octets, a header has ${count}`);
}

/** The next multiple of four, the unit in which IPv4 and TCP count their headers. */
export function padded(octets: number): number {
  return (octets + 3) & ~3;
}

/** Lower-case hexadecimal digits, two an octet, without separators. */
export function toHex(bytes: Uint8Array): string {
  let text = '';
  for (const octet of bytes) text += octet.toString(16).padStart(2, '0');
  return text;
}
