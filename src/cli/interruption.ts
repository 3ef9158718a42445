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
 * once, unless the report is being written.
 */
export class Interruption {
  readonly #controller = new AbortController();
  readonly #ignoreStops: () => void;
  #reason: EndReason | undefined;
  #firstMs: number | undefined;
  #saving = false;

  constructor() {
    setMaxListeners(0, this.#controller.signal); // every case listens
    this.#ignoreStops = onStop(() => this.#stop());
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
    this.#saving = true;
    try {
      return await work();
    } finally {
      this.#saving = false;
    }
  }

  /** Takes the handlers back. */
  close(): void {
    this.#ignoreStops();
  }

  #stop(): void {
    const nowMs = performance.now();
    if (this.#firstMs === undefined) this.#firstMs = nowMs;
    else if (nowMs - this.#firstMs > SAME_PRESS_MS && !this.#saving) process.exit(EXIT.INTERRUPTED);
    // A signal may reach the agent's process first, whose end then is not the reason.
    if (this.#reason?.kind === 'broken') this.#reason = { kind: 'interrupted' };
    this.#end({ kind: 'interrupted' });
  }

  #end(reason: EndReason): void {
    if (this.#reason) return;
    this.#reason = reason;
    this.#controller.abort();
  }
}
