import { setMaxListeners } from 'node:events';
import { EXIT } from './exit.js';
import { onStop } from './stops.js';

/** npm and the terminal may both pass on one Ctrl-C; what comes so soon after the first is not meant as a second. */
const SAME_PRESS_MS = 1_000;

/** Why a run ends before all its cases have run. */
export type EndReason = { readonly kind: 'interrupted' } | { readonly kind: 'broken'; readonly error: unknown };

/**
 * The one place where a run is stopped: by the user's signal, by the loss of the process that made the lab, or by an
 * error that leaves nothing to go on with. A second signal, later than a second after the first, ends the process at
 * once, unless a report is being written. What stops it stops the parts of it too (`part`); what breaks a part off does
 * not disturb the others.
 */
export class Interruption {
  readonly #controller = new AbortController();
  readonly #parts = new Set<Interruption>();
  readonly #detach: () => void;
  readonly #whole: Interruption | undefined;
  #reason: EndReason | undefined;
  #firstMs: number | undefined;
  #saving = 0;

  /** @param whole what this is a part of; unset: it listens to signals itself */
  constructor(whole?: Interruption) {
    setMaxListeners(0, this.#controller.signal); // every case listens
    this.#whole = whole;
    this.#detach = whole ? whole.#attach(this) : onStop(() => this.#stop());
  }

  /** A part of the run, for one of its targets. Close it when that one is done. */
  part(): Interruption {
    return new Interruption(this);
  }

  /** Fires when the run is to end. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Why it was ended; undefined while it was not. */
  get reason(): EndReason | undefined {
    return this.#reason;
  }

  /** Ends the run because of an error. */
  breakOff(error: unknown): void {
    this.#end({ kind: 'broken', error });
  }

  /** Waits for work that may take long; resolves to undefined as soon as the run is to end, and undoes what the work comes to later. */
  async unlessEnded<T>(work: Promise<T>, undo: (result: T) => Promise<void>): Promise<T | undefined> {
    const ended = new Promise<undefined>((resolve) => {
      if (this.signal.aborted) resolve(undefined);
      this.signal.addEventListener('abort', () => resolve(undefined), { once: true });
    });
    const result = await Promise.race([work, ended]);
    if (result === undefined) work.then(undo).catch(() => {}); // the run is over, whatever comes of it
    return result;
  }

  /** Does work that a further signal must not cut off. */
  async saving<T>(work: () => Promise<T>): Promise<T> {
    const root = this.#whole ?? this;
    root.#saving++;
    try {
      return await work();
    } finally {
      root.#saving--;
    }
  }

  /** Takes the handlers back. */
  close(): void {
    this.#detach();
  }

  #attach(part: Interruption): () => void {
    if (this.#reason) part.#end(this.#reason);
    this.#parts.add(part);
    return () => this.#parts.delete(part);
  }

  #stop(): void {
    const nowMs = performance.now();
    if (this.#firstMs === undefined) this.#firstMs = nowMs;
    else if (nowMs - this.#firstMs > SAME_PRESS_MS && this.#saving === 0) process.exit(EXIT.INTERRUPTED);
    for (const each of [this, ...this.#parts]) {
      // A signal may reach the agent's process first, whose end then is not the reason.
      if (each.#reason?.kind === 'broken') each.#reason = { kind: 'interrupted' };
      each.#end({ kind: 'interrupted' });
    }
  }

  #end(reason: EndReason): void {
    if (this.#reason) return;
    this.#reason = reason;
    this.#controller.abort();
  }
}
