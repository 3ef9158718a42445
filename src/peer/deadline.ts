import { setMaxListeners } from 'node:events';
import type { Clock } from '../link/clock.js';

/** Too little is left of a case's time for a wait that says something only when it lasts to its end. */
export class OutOfTime extends Error {
  override readonly name = 'OutOfTime';
}

/** The one place that a case's waits take their end from: a moment on the clock, and a signal that fires then or when the run is aborted. */
export class Deadline {
  readonly clock: Clock;
  /** The moment, in ms on the clock. */
  readonly at: number;
  readonly #controller = new AbortController();
  readonly #cancel: () => void;
  readonly #parent: AbortSignal | undefined;
  readonly #onParent = () => this.#controller.abort('aborted');

  constructor(clock: Clock, afterMs: number, parent?: AbortSignal) {
    this.clock = clock;
    this.at = clock.now() + afterMs;
    this.#cancel = clock.after(afterMs, () => this.#controller.abort('passed'));
    this.#parent = parent;
    setMaxListeners(0, this.#controller.signal); // every wait of a case listens
    if (parent?.aborted) this.#onParent();
    parent?.addEventListener('abort', this.#onParent, { once: true });
  }

  /** Fires when the moment comes, or before it when the run is aborted. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Milliseconds left, never negative; none once the run is aborted. */
  get remainingMs(): number {
    return this.signal.aborted ? 0 : Math.max(0, this.at - this.clock.now());
  }

  /** Throws OutOfTime unless a wait of `ms` ends before the deadline. */
  assertRoomFor(ms: number): void {
    const left = Math.floor(this.remainingMs);
    if (left < ms) throw new OutOfTime(`the case has ${left} ms left, too little to wait for ${ms} ms`);
  }

  /** The time a wait may take: what it asks for, but never past the deadline. */
  within(ms: number | undefined): number {
    return ms === undefined ? this.remainingMs : Math.min(ms, this.remainingMs);
  }

  /** The moment on the clock at which a wait that begins now ends: after `ms`, or (unset, or sooner) at the deadline. */
  until(ms: number | undefined): number {
    return ms === undefined ? this.at : Math.min(this.clock.now() + ms, this.at);
  }

  /** Resolves after `ms`, or at the deadline if that comes first. */
  pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        cancel();
        this.signal.removeEventListener('abort', done);
        resolve();
      };
      const cancel = this.clock.after(this.within(ms), done);
      this.signal.addEventListener('abort', done, { once: true });
    });
  }

  /** Releases the timer; call when the case is over. */
  close(): void {
    this.#cancel();
    this.#parent?.removeEventListener('abort', this.#onParent);
  }
}
