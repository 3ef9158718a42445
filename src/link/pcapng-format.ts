/** Block types, option codes and the padding of pcapng (draft-ietf-opsawg-pcapng). */
export const BLOCK = { SECTION: 0x0a0d0d0a, INTERFACE: 1, ENHANCED_PACKET: 6 } as const;
export const OPTION = { END: 0, COMMENT: 1, HARDWARE: 2, OS: 3, APPLICATION: 4, RESOLUTION: 9, FLAGS: 2 } as const;
export const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
/** The two lowest bits of `epb_flags`. */
export const DIRECTION = { INBOUND: 1, OUTBOUND: 2 } as const;

/** Octets rounded up to the next 32-bit boundary. */
export function padded(length: number): number {
  return (length + 3) & ~3;
}

/** An option: a 16-bit code and its value, text or octets. */
export interface PcapngOption {
  readonly code: number;
  readonly value: string | Uint8Array;
}

/** A whole block: type, length, body, options closed by `opt_endofopt`, length again. Little-endian. */
export function encodeBlock(type: number, body: Uint8Array, options: readonly PcapngOption[]): Buffer {
  const encoded = options.map(encodeOption);
  const optionBytes = encoded.reduce((sum, each) => sum + each.length, 0) + (options.length > 0 ? 4 : 0);
  const block = Buffer.alloc(12 + padded(body.length) + optionBytes);
  block.writeUInt32LE(type, 0);
  block.writeUInt32LE(block.length, 4);
  block.set(body, 8);
  let offset = 8 + padded(body.length);
  for (const each of encoded) {
    block.set(each, offset);
    offset += each.length;
  }
  block.writeUInt32LE(block.length, block.length - 4);
  return block;
}

// An option's length has 16 bits.
const longestValueBytes = 0xfffc;

function encodeOption({ code, value }: PcapngOption): Buffer {
  const bytes = typeof value === 'string' ? textWithin(value, longestValueBytes) : value;
  const option = Buffer.alloc(4 + padded(bytes.length));
  option.writeUInt16LE(code, 0);
  option.writeUInt16LE(bytes.length, 2);
  option.set(bytes, 4);
  return option;
}

function textWithin(text: string, maxBytes: number): Uint8Array {
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.length <= maxBytes) return bytes;
  let end = maxBytes;
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return bytes.subarray(0, end);
}
