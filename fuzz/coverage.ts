import { type Profiler, Session } from 'node:inspector';

/** V8 was asked for its block coverage, and gave none. */
export class NoCoverage extends Error {
  override readonly name = 'NoCoverage';
}

/**
 * Which characters of some sources have ever been run, by V8's precise block coverage. One at a time in a thread, and
 * begun before the sources are loaded: what V8 has compiled before that has no blocks. A block that has run as often as
 * the one around it is not told apart, so it is characters that are counted.
 */
export class Coverage {
  readonly #session = new Session();
  readonly #seen = new Map<string, Uint8Array>();

  constructor() {
    this.#session.connect();
    this.#session.post('Profiler.enable');
    this.#session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
    this.#take();
  }

  /**
   * How many characters were run since the last call that never had been before, of the sources whose URLs end like
   * that. `keep`: from now on they have been.
   */
  gained({ sources, keep }: { readonly sources: readonly string[]; readonly keep: boolean }): number {
    let gained = 0;
    for (const { url, functions } of this.#take()) {
      if (!sources.some((end) => url.endsWith(end))) continue;
      for (const each of functions) gained += this.#paint(url, each, keep);
    }
    return gained;
  }

  /** How many characters have been run in all. */
  get total(): number {
    let total = 0;
    for (const map of this.#seen.values()) for (const octet of map) total += octet;
    return total;
  }

  stop(): void {
    this.#session.post('Profiler.stopPreciseCoverage');
    this.#session.disconnect();
  }

  #paint(url: string, { ranges }: Profiler.FunctionCoverage, keep: boolean): number {
    const [whole] = ranges;
    if (whole === undefined || whole.count === 0) return 0;
    const { startOffset: start, endOffset: end } = whole;
    const ran = new Uint8Array(end - start);
    for (const range of ranges) ran.fill(range.count > 0 ? 1 : 0, range.startOffset - start, range.endOffset - start);
    const seen = this.#mapOf(`${url} ${start} ${end}`, ran.length);
    let gained = 0;
    for (let at = 0; at < ran.length; at++) {
      if (ran[at] === 0 || seen[at] === 1) continue;
      gained += 1;
      if (keep) seen[at] = 1;
    }
    return gained;
  }

  #mapOf(key: string, length: number): Uint8Array {
    const known = this.#seen.get(key);
    if (known !== undefined) return known;
    const made = new Uint8Array(length);
    this.#seen.set(key, made);
    return made;
  }

  // An inspector session of the own thread answers before post returns.
  #take(): readonly Profiler.ScriptCoverage[] {
    let taken: readonly Profiler.ScriptCoverage[] | undefined;
    this.#session.post('Profiler.takePreciseCoverage', (error, answer) => {
      if (error === null) taken = answer.result;
    });
    if (taken === undefined) throw new NoCoverage('V8 gives no coverage in this thread');
    return taken;
  }
}
