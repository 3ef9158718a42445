/** Something that happens once and is told to all who ask, before or after. */
export class Ending {
  #reason: string | undefined;
  readonly #listeners: ((reason: string) => void)[] = [];

  /** Why it ended; undefined as long as it has not. */
  get reason(): string | undefined {
    return this.#reason;
  }

  /** Only the first reason counts. */
  happen(reason: string): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    for (const listener of this.#listeners.splice(0)) listener(reason);
  }

  tell(listener: (reason: string) => void): void {
    if (this.#reason === undefined) this.#listeners.push(listener);
    else queueMicrotask(() => listener(this.#reason ?? ''));
  }
}
