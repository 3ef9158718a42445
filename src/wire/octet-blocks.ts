const BLOCK = 8_192;

/**
 * Octets that lie side by side in blocks: memory of its own for each few takes longer than anything that is done with
 * them. A block stays as long as one of its octets is kept, so what is kept and what is not has blocks of its own.
 */
export class OctetBlocks {
  #block = new ArrayBuffer(BLOCK);
  #used = 0;
  #next: ArrayBuffer | undefined;

  /** Zeros that are nobody else's. */
  take(count: number): Uint8Array {
    if (count > BLOCK / 4) return new Uint8Array(count);
    if (this.#used + count > BLOCK) {
      this.#block = this.#next ?? new ArrayBuffer(BLOCK);
      this.#next = undefined;
      this.#used = 0;
    }
    const octets = new Uint8Array(this.#block, this.#used, count);
    this.#used += (count + 7) & ~7;
    return octets;
  }

  /** To be called where there is time: has the next block at hand, so that nobody has to wait for memory. */
  haveNext(): void {
    this.#next ??= new ArrayBuffer(BLOCK);
  }
}
