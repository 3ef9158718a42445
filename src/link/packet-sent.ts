import type { Frame } from './link.js';
import { readClocks, wallMs } from './packet-clock.js';
import { type Stamp, takeSentStamps } from './packet-stamps.js';

/** A span of the process's clock, in ms. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

/**
 * The frames that a socket sent, and whose stamps wait in its error queue until somebody reads the `at` or the
 * `kernelNs` of one, or there are 64. Fetching them costs as much as the call that sends, and an answer may be there.
 */
export class SentFrames {
  readonly #fd: number;
  #waiting: SentFrame[] = [];

  /** The socket has to put stamps of what it sends into its error queue, and nobody else may read them. */
  constructor(fd: number) {
    this.#fd = fd;
  }

  /** The record of a frame that the kernel took in a call within that span. */
  add(bytes: Uint8Array, within: Interval): Frame {
    const frame = new SentFrame(bytes, within, () => this.fetchStamps());
    this.#waiting.push(frame);
    if (this.#waiting.length >= MOST_WAITING) this.fetchStamps();
    return frame;
  }

  /** To be called when there is time: fetches stamps of which there are many, or one is older than 100 ms. */
  fetchWhatIsDue(nowMs: number): void {
    const [oldest] = this.#waiting;
    const due = oldest && (this.#waiting.length >= MANY_WAITING || nowMs - oldest.before > OLD_MS);
    if (due) this.fetchStamps();
  }

  /**
   * To be called before the socket is closed, and after each send that failed: the kernel stamps a frame before its queue
   * refuses it, and the last stamp is then nobody's. Where one is missing nobody can say whose, and all who wait have none.
   */
  fetchStamps(): void {
    const stamps = takeSentStamps(this.#fd);
    const frames = this.#waiting;
    if (frames.length === 0) return;
    this.#waiting = [];
    const clocks = readClocks();
    const complete = stamps.length >= frames.length;
    frames.forEach((frame, i) => {
      frame.settle(complete ? stamps[i] : undefined, clocks.wallMs - clocks.processMs);
    });
  }
}

const MOST_WAITING = 64;
const MANY_WAITING = 32;
const OLD_MS = 100; // the wall clock may be stepped or slewed meanwhile

class SentFrame implements Frame {
  readonly direction = 'sent';
  readonly bytes: Uint8Array;
  readonly #within: Interval;
  #fetch: (() => void) | undefined;
  #at: number;
  #stamp: Stamp | undefined;

  constructor(bytes: Uint8Array, within: Interval, fetch: () => void) {
    this.bytes = bytes;
    this.#within = within;
    this.#at = within.from;
    this.#fetch = fetch;
  }

  get before(): number {
    return this.#within.from;
  }

  get at(): number {
    this.#fetch?.();
    return this.#at;
  }

  get kernelNs(): bigint | undefined {
    this.#fetch?.();
    return this.#stamp && BigInt(this.#stamp.seconds) * 1_000_000_000n + BigInt(this.#stamp.nanoseconds);
  }

  /** Whatever became of the wall clock meanwhile, the frame was sent within the call. */
  settle(stamp: Stamp | undefined, wallAheadMs: number): void {
    this.#fetch = undefined;
    this.#stamp = stamp;
    if (!stamp) return;
    const { from, to } = this.#within;
    this.#at = Math.min(Math.max(wallMs(stamp.seconds, stamp.nanoseconds) - wallAheadMs, from), to);
  }
}
