/** Octets in the order in which they came, read from the front. */
export class OctetQueue {
  #chunks: Uint8Array[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Adds octets at the end; they must not be changed afterwards. */
  push(octets: Uint8Array): void {
    if (octets.length === 0) return;
    this.#chunks.push(octets);
    this.#length += octets.length;
  }

  /** A copy of up to `count` octets from a distance to the front. */
  peek(from: number, count: number): Uint8Array {
    const wanted = Math.max(0, Math.min(count, this.#length - from));
    const copy = new Uint8Array(wanted);
    let skip = from;
    let filled = 0;
    for (const chunk of this.#chunks) {
      if (filled === wanted) break;
      if (skip >= chunk.length) {
        skip -= chunk.length;
        continue;
      }
      const part = chunk.subarray(skip, skip + wanted - filled);
      copy.set(part, filled);
      filled += part.length;
      skip = 0;
    }
    return copy;
  }

  /** Takes up to `count` octets off the front. */
  drop(count: number): void {
    let left = Math.min(count, this.#length);
    this.#length -= left;
    while (left > 0) {
      const first = this.#chunks[0] as Uint8Array;
      if (first.length > left) {
        this.#chunks[0] = first.subarray(left);
        return;
      }
      this.#chunks.shift();
      left -= first.length;
    }
  }

  /** Forgets everything. */
  clear(): void {
    this.#chunks = [];
    this.#length = 0;
  }
}
