import { closeSync, fdatasync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { promisify } from 'node:util';
import { BLOCK, BYTE_ORDER_MAGIC, DIRECTION, encodeBlock, OPTION, type PcapngOption, padded } from './pcapng-format.js';

export { type PcapngFile, type PcapngFrame, readPcapng } from './pcapng-reader.js';

export const LINKTYPE_ETHERNET = 1;
/** Frames that start at an IPv4 or IPv6 header. */
export const LINKTYPE_RAW = 101;

/** What a capture file says of itself and of its frames. */
export interface PcapngOptions {
  readonly linktype: typeof LINKTYPE_ETHERNET | typeof LINKTYPE_RAW;
  readonly application: string;
  readonly hardware?: string | undefined;
  readonly os?: string | undefined;
}

/** A frame to be written. */
export interface PcapngRecord {
  readonly bytes: Uint8Array;
  /** Nanoseconds since 1970. */
  readonly epochNs: bigint;
  readonly direction: 'sent' | 'received';
  /** Shown by Wireshark; cut at 65,532 octets. */
  readonly comment?: string | undefined;
}

/**
 * Writes a capture file that is complete or absent: it grows as `PATH.partial` and takes its name at `close`.
 * Throws an Error that names the file when the disk refuses, and then leaves nothing behind.
 */
export class PcapngWriter {
  readonly path: string;
  readonly #partial: string;
  #fd: number | undefined;
  #failure: Error | undefined;
  #frames = 0;
  #pending: Buffer[] = [];
  #pendingBytes = 0;

  private constructor(path: string) {
    this.path = path;
    this.#partial = `${path}.partial`;
    try {
      this.#fd = openSync(this.#partial, 'w', 0o644);
    } catch (cause) {
      throw new Error(`cannot create ${this.#partial}: ${reason(cause)}`, { cause });
    }
  }

  /** Starts the file `PATH.partial`, replacing one that an earlier run left. */
  static open(path: string, options: PcapngOptions): PcapngWriter {
    const writer = new PcapngWriter(path);
    writer.#append(sectionHeader(options));
    writer.#append(interfaceDescription(options.linktype));
    writer.#flush();
    return writer;
  }

  /** How many frames were added. */
  get frames(): number {
    return this.#frames;
  }

  /** Adds a frame and returns its number, counted from 1 as Wireshark does. */
  write(frame: PcapngRecord): number {
    this.#append(enhancedPacket(frame));
    this.#frames += 1;
    if (this.#pendingBytes >= flushBytes) this.#flush();
    return this.#frames;
  }

  /** Gives the file its name. Rejects, leaving no file, when not everything could be written. Idempotent. */
  async close(): Promise<void> {
    if (this.#failure) throw this.#failure;
    if (this.#fd === undefined) return;
    this.#flush();
    const fd = this.#fd;
    this.#fd = undefined;
    try {
      await synced(fd).finally(() => closeSync(fd)); // a slow disk must not hold up what else the process does
      renameSync(this.#partial, this.path);
    } catch (cause) {
      rmSync(this.#partial, { force: true });
      throw this.#fail(cause);
    }
  }

  /** Removes what was written. Does nothing after `close`. */
  abort(): void {
    if (this.#fd === undefined) return;
    closeSync(this.#fd);
    this.#fd = undefined;
    this.#pending = [];
    rmSync(this.#partial, { force: true });
  }

  #append(block: Buffer): void {
    if (this.#failure) throw this.#failure;
    if (this.#fd === undefined) throw new Error(`${this.path} is closed`);
    this.#pending.push(block);
    this.#pendingBytes += block.length;
  }

  #flush(): void {
    if (this.#fd === undefined || this.#pendingBytes === 0) return;
    const chunk = Buffer.concat(this.#pending);
    this.#pending = [];
    this.#pendingBytes = 0;
    try {
      for (let offset = 0; offset < chunk.length; ) offset += writeSync(this.#fd, chunk, offset);
    } catch (cause) {
      throw this.#fail(cause);
    }
  }

  #fail(cause: unknown): Error {
    this.#failure = new Error(`cannot write ${this.path}: ${reason(cause)}`, { cause });
    this.abort();
    return this.#failure;
  }
}

const flushBytes = 64 * 1024;
const synced = promisify(fdatasync);

function reason(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : String(cause);
  return text.includes('ENOSPC') ? `${text}; free some space there or choose another directory` : text;
}

function sectionHeader({ application, hardware, os }: PcapngOptions): Buffer {
  const body = Buffer.alloc(16);
  body.writeUInt32LE(BYTE_ORDER_MAGIC, 0);
  body.writeUInt16LE(1, 4);
  body.writeBigInt64LE(-1n, 8);
  const options: PcapngOption[] = [{ code: OPTION.APPLICATION, value: application }];
  if (os !== undefined) options.unshift({ code: OPTION.OS, value: os });
  if (hardware !== undefined) options.unshift({ code: OPTION.HARDWARE, value: hardware });
  return encodeBlock(BLOCK.SECTION, body, options);
}

function interfaceDescription(linktype: number): Buffer {
  const body = Buffer.alloc(8);
  body.writeUInt16LE(linktype, 0);
  return encodeBlock(BLOCK.INTERFACE, body, [{ code: OPTION.RESOLUTION, value: Uint8Array.of(9) }]);
}

function enhancedPacket({ bytes, epochNs, direction, comment }: PcapngRecord): Buffer {
  const body = Buffer.alloc(20 + padded(bytes.length));
  body.writeUInt32LE(Number((epochNs >> 32n) & 0xffffffffn), 4);
  body.writeUInt32LE(Number(epochNs & 0xffffffffn), 8);
  body.writeUInt32LE(bytes.length, 12);
  body.writeUInt32LE(bytes.length, 16);
  body.set(bytes, 20);
  const flags = Uint8Array.of(direction === 'sent' ? DIRECTION.OUTBOUND : DIRECTION.INBOUND, 0, 0, 0);
  const options: PcapngOption[] = [{ code: OPTION.FLAGS, value: flags }];
  if (comment !== undefined) options.unshift({ code: OPTION.COMMENT, value: comment });
  return encodeBlock(BLOCK.ENHANCED_PACKET, body, options);
}
