/** Longest request line that the agent reads, in octets without the newline. */
export const LINE_LIMIT_OCTETS = 1024 * 1024;

const NEWLINE = 10;
const HEAD_OCTETS = 256;

/** Cuts a byte stream into lines. A line past the limit is reported once by its first octets and the rest of it is discarded. */
export class LineSplitter {
  readonly #limit: number;
  readonly #onLine: (line: string) => void;
  readonly #onOversized: (head: string) => void;
  #parts: Buffer[] = [];
  #held = 0;
  #discarding = false;

  constructor(options: {
    readonly limitOctets: number;
    readonly onLine: (line: string) => void;
    readonly onOversized: (head: string) => void;
  }) {
    this.#limit = options.limitOctets;
    this.#onLine = options.onLine;
    this.#onOversized = options.onOversized;
  }

  /** Takes what arrived; calls back for each line that it completes. */
  push(chunk: Buffer): void {
    let start = 0;
    for (;;) {
      const newline = chunk.indexOf(NEWLINE, start);
      this.#hold(chunk.subarray(start, newline < 0 ? chunk.length : newline));
      if (newline < 0) return;
      this.#finish();
      start = newline + 1;
    }
  }

  #hold(part: Buffer): void {
    if (this.#discarding || part.length === 0) return;
    this.#parts.push(part);
    this.#held += part.length;
    if (this.#held <= this.#limit) return;
    this.#discarding = true;
    const head = this.#take().subarray(0, HEAD_OCTETS);
    this.#onOversized(head.toString('latin1'));
  }

  #finish(): void {
    const discarded = this.#discarding;
    this.#discarding = false;
    const line = this.#take().toString('utf8').trim();
    if (!discarded && line !== '') this.#onLine(line);
  }

  #take(): Buffer {
    const [first] = this.#parts;
    const whole = this.#parts.length === 1 && first ? first : Buffer.concat(this.#parts);
    this.#parts = [];
    this.#held = 0;
    return whole;
  }
}
