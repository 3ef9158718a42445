import { type Layer, WireError } from './error.js';
import { OctetBlocks } from './octet-blocks.js';

/** A view of exactly these octets, whatever buffer they live in. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Zeros that are nobody else's, to be filled in. */
export function freshOctets(count: number): Uint8Array {
  return blocks.take(count);
}

const blocks = new OctetBlocks();

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
