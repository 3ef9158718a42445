import { setMaxListeners } from 'node:events';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Why a run ends before all its cases have run. */
export type EndReason = { readonly kind: 'interrupted' } | { readonly kind: 'broken'; readonly error: unknown };

/**
 * The one place where a run is stopped: by the user's signal, by the loss of the process that made the lab, or by an
 * error that leaves nothing to go on with. A second signal ends the process at once.
 */
export class Interruption {
  readonly #controller = new AbortController();
  #reason: EndReason | undefined;
  readonly #onSignal = () => {
    if (this.#reason) process.exit(130);
    this.#end({ kind: 'interrupted' });
  };
  readonly #onOrphaned = () => this.#end({ kind: 'interrupted' });

  constructor() {
    setMaxListeners(0, this.#controller.signal); // every case listens
    for (const signal of SIGNALS) process.on(signal, this.#onSignal);
    process.on('disconnect', this.#onOrphaned);
    process.channel?.unref();
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

  /** Takes the handlers back. */
  close(): void {
    for (const signal of SIGNALS) process.off(signal, this.#onSignal);
    process.off('disconnect', this.#onOrphaned);
  }

  #end(reason: EndReason): void {
    if (this.#reason) return;
    this.#reason = reason;
    this.#controller.abort();
  }
}
