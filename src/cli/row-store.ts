import { deflateRawSync, inflateRawSync } from 'node:zlib';

/** Packing so much holds the event loop up for less than a millisecond. */
const BLOCK_CHARACTERS = 64 * 1024;

/**
 * Rows by key, packed outside the heap of V8 until they are wanted: what is many and not looked at costs no time of the
 * garbage collector, and a small part of the memory.
 */
export class RowStore<T> {
  readonly #blocks: Buffer[] = [];
  #lines: string[] = [];
  #characters = 0;

  /** Packs a row, which must be plain JSON, and returns it as text: `[key, row]`. */
  add(key: string, row: T): string {
    const line = JSON.stringify([key, row]);
    this.#lines.push(line);
    this.#characters += line.length;
    if (this.#characters >= BLOCK_CHARACTERS) this.#pack();
    return line;
  }

  /** All rows, unpacked; of several under one key the last. */
  all(): Map<string, T> {
    this.#pack();
    const lines = this.#blocks.flatMap((block) => inflateRawSync(block).toString('utf8').split('\n'));
    return new Map(lines.map((line) => JSON.parse(line) as [string, T]));
  }

  #pack(): void {
    if (this.#lines.length === 0) return;
    this.#blocks.push(deflateRawSync(this.#lines.join('\n'), { level: 1 }));
    this.#lines = [];
    this.#characters = 0;
  }
}
