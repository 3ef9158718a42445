import { type Frame, type LinkCounters, LinkError } from './link.js';

/** What every link keeps: its listeners, its counters, and whether it can still be used. */
export class LinkState {
  readonly #device: string;
  readonly #frameListeners = new Set<(frame: Frame) => void>();
  readonly #errorListeners = new Set<(error: LinkError) => void>();
  #received = 0;
  #sent = 0;
  #closed = false;
  #failure: LinkError | undefined;

  constructor(device: string) {
    this.#device = device;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Throws what makes the link unusable, if anything does. */
  assertUsable(): void {
    if (this.#closed) throw new LinkError('closed', `the link on ${this.#device} is closed; open a new one`);
    if (this.#failure) throw this.#failure;
  }

  /** Counts a frame that went out, and returns it. */
  sent(frame: Frame): Frame {
    this.#sent += 1;
    return frame;
  }

  /** Counts a frame that came in and hands each listener a copy of its own; its bytes must be no one else's. */
  received(frame: Frame): void {
    if (this.#closed) return;
    this.#received += 1;
    if (this.#frameListeners.size === 1) {
      const [only] = this.#frameListeners;
      only?.(frame);
      return;
    }
    const listeners = [...this.#frameListeners];
    const copies = listeners.map((_, i): Frame => (i === 0 ? frame : { ...frame, bytes: new Uint8Array(frame.bytes) }));
    copies.forEach((copy, i) => {
      const listener = listeners[i];
      // One may have removed another, or closed the link.
      if (listener && this.#frameListeners.has(listener)) listener(copy);
    });
  }

  /** Takes the link out of use, tells the listeners, once, and returns the error. */
  fail(error: LinkError): LinkError {
    if (this.#closed || this.#failure) return error;
    this.#failure = error;
    for (const listener of [...this.#errorListeners]) listener(error);
    return error;
  }

  onFrame(listener: (frame: Frame) => void): () => void {
    this.#frameListeners.add(listener);
    return () => this.#frameListeners.delete(listener);
  }

  onError(listener: (error: LinkError) => void): () => void {
    this.#errorListeners.add(listener);
    return () => this.#errorListeners.delete(listener);
  }

  counters(dropped: number | null): LinkCounters {
    return { received: this.#received, sent: this.#sent, dropped };
  }

  /** Returns false when it was closed before. */
  close(): boolean {
    if (this.#closed) return false;
    this.#closed = true;
    this.#frameListeners.clear();
    this.#errorListeners.clear();
    return true;
  }
}
