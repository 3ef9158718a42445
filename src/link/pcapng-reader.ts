import { readFileSync } from 'node:fs';
import { BLOCK, BYTE_ORDER_MAGIC, DIRECTION, OPTION, padded } from './pcapng-format.js';

/** A frame as a capture file holds it. */
export interface PcapngFrame {
  /** Counted from 1, as Wireshark does. */
  readonly number: number;
  readonly bytes: Uint8Array;
  /** Nanoseconds since 1970. */
  readonly epochNs: bigint;
  readonly direction: 'sent' | 'received' | 'unknown';
  readonly comment?: string;
}

/** A capture file as read. */
export interface PcapngFile {
  readonly linktype: number;
  readonly application?: string;
  readonly hardware?: string;
  readonly os?: string;
  readonly frames: readonly PcapngFrame[];
}

/** Reads a pcapng file of one section, of either byte order. Throws an Error naming the octet where it is malformed. */
export function readPcapng(path: string): PcapngFile {
  return decodePcapng(readFileSync(path), path);
}

/** The same of the file's octets; `path` is what the error names. */
export function decodePcapng(file: Uint8Array, path: string): PcapngFile {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (file.length < 28 || view.getUint32(0) !== BLOCK.SECTION) throw new Error(`${path} is not a pcapng file`);
  const little = view.getUint32(8, true) === BYTE_ORDER_MAGIC;
  const section: Partial<Record<'application' | 'hardware' | 'os', string>> = {};
  const interfaces: Interface[] = [];
  const frames: PcapngFrame[] = [];
  for (const block of blocks(path, view, little)) {
    if (block.type === BLOCK.SECTION) {
      const options = readOptions(block, 16);
      for (const [name, code] of sectionTexts) {
        const value = options.get(code);
        if (value) section[name] = text(value);
      }
    } else if (block.type === BLOCK.INTERFACE) {
      if (block.body.byteLength < 8) throw new Error(`${path}: the interface at octet ${block.at} is malformed`);
      const resolution = readOptions(block, 8).get(OPTION.RESOLUTION)?.[0] ?? 6;
      interfaces.push({ linktype: block.body.getUint16(0, little), resolution });
    } else if (block.type === BLOCK.ENHANCED_PACKET) {
      frames.push(readFrame(path, block, interfaces, frames.length + 1));
    }
  }
  return { linktype: interfaces[0]?.linktype ?? 0, ...section, frames };
}

interface Interface {
  readonly linktype: number;
  readonly resolution: number;
}

interface Block {
  readonly type: number;
  readonly at: number;
  readonly body: DataView;
  readonly little: boolean;
}

const sectionTexts = [
  ['application', OPTION.APPLICATION],
  ['hardware', OPTION.HARDWARE],
  ['os', OPTION.OS],
] as const;

function* blocks(path: string, view: DataView, little: boolean): Generator<Block> {
  let at = 0;
  while (at < view.byteLength) {
    const left = view.byteLength - at;
    const length = left >= 12 ? view.getUint32(at + 4, little) : 0;
    if (length < 12 || length % 4 !== 0 || length > left || view.getUint32(at + length - 4, little) !== length) {
      throw new Error(`${path}: the block at octet ${at} is malformed or cut off`);
    }
    const body = new DataView(view.buffer, view.byteOffset + at + 8, length - 12);
    yield { type: view.getUint32(at, little), at, body, little };
    at += length;
  }
}

function readFrame(path: string, block: Block, interfaces: readonly Interface[], number: number): PcapngFrame {
  const { body, little, at } = block;
  const captured = body.byteLength >= 20 ? body.getUint32(12, little) : Number.POSITIVE_INFINITY;
  const from = interfaces[body.byteLength >= 4 ? body.getUint32(0, little) : -1];
  if (!from || 20 + captured > body.byteLength) throw new Error(`${path}: the frame at octet ${at} is malformed`);
  const ticks = (BigInt(body.getUint32(4, little)) << 32n) | BigInt(body.getUint32(8, little));
  const options = readOptions(block, 20 + padded(captured));
  const comment = options.get(OPTION.COMMENT);
  return {
    number,
    bytes: new Uint8Array(body.buffer.slice(body.byteOffset + 20, body.byteOffset + 20 + captured)),
    epochNs: nanoseconds(ticks, from.resolution),
    direction: directionOf(options.get(OPTION.FLAGS), little),
    ...(comment ? { comment: text(comment) } : {}),
  };
}

function readOptions({ body, little }: Block, start: number): Map<number, Uint8Array> {
  const options = new Map<number, Uint8Array>();
  let at = start;
  while (at + 4 <= body.byteLength) {
    const code = body.getUint16(at, little);
    const length = body.getUint16(at + 2, little);
    if (code === OPTION.END || at + 4 + length > body.byteLength) break;
    options.set(code, new Uint8Array(body.buffer, body.byteOffset + at + 4, length));
    at += 4 + padded(length);
  }
  return options;
}

// if_tsresol: a negative power of ten, or of two when the highest bit is set.
function nanoseconds(ticks: bigint, resolution: number): bigint {
  const perSecond = resolution & 0x80 ? 1n << BigInt(resolution & 0x7f) : 10n ** BigInt(resolution);
  return (ticks * 1_000_000_000n) / perSecond;
}

function directionOf(flags: Uint8Array | undefined, little: boolean): PcapngFrame['direction'] {
  const bits = (little ? flags?.[0] : flags?.[3]) ?? 0;
  if ((bits & 3) === DIRECTION.OUTBOUND) return 'sent';
  return (bits & 3) === DIRECTION.INBOUND ? 'received' : 'unknown';
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
