import { paint as paintFor, wantsColour } from './paint.js';
import { printableLines } from './printable.js';
import { failureLine, sectionLine, statusLine } from './progress-lines.js';
import { type CaseKey, type Outcome, type PlannedCase, Progress } from './progress-state.js';
import { isExpected } from './summary.js';

/** Where progress is shown: `process.stdout`, or anything like it. */
export interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** What a view of the progress needs to know. */
export interface ProgressViewOptions {
  readonly terminal: Terminal;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Milliseconds on any clock that does not go back. */
  readonly now: () => number;
  /** How many cases run at once; all of them when not given. */
  readonly concurrency?: number;
}

/**
 * Shows a run as it goes: on a terminal one line that is rewritten; elsewhere a line for each section when its last case
 * has finished, and one for each case that fails. Keeps no process alive. Call `close` at the end, also when interrupted.
 */
export class ProgressView {
  readonly #progress: Progress;
  readonly #options: ProgressViewOptions;
  readonly #rewrites: boolean;
  readonly #timer: NodeJS.Timeout | undefined;
  #drawnMs = Number.NEGATIVE_INFINITY;

  constructor(plan: Iterable<PlannedCase>, options: ProgressViewOptions) {
    this.#progress = new Progress(plan, options.concurrency);
    this.#options = options;
    this.#rewrites = options.terminal.isTTY === true && options.environment.TERM !== 'dumb';
    if (!this.#rewrites) return;
    this.#timer = setInterval(() => this.#draw(), REDRAW_MS);
    this.#timer.unref();
  }

  /** A case has begun. */
  caseStarted(key: CaseKey): void {
    this.#progress.started(key, this.#options.now());
    this.#drawSometimes();
  }

  /** A case has its verdict. */
  caseFinished(outcome: Outcome): void {
    const section = this.#progress.finished(outcome);
    if (this.#rewrites) {
      this.#drawSometimes();
      return;
    }
    if (!isExpected(outcome.verdict)) this.#line(failureLine(outcome));
    if (section) this.#line(sectionLine(section));
  }

  /** Prints a message that stays, without disturbing the status line. */
  note(message: string): void {
    if (this.#rewrites) this.#erase();
    for (const line of printableLines(message)) this.#line(line);
    if (this.#rewrites) this.#draw();
  }

  /** Ends the view: takes the status line away, or tells of the sections that were broken off. */
  close(): void {
    clearInterval(this.#timer);
    if (this.#rewrites) this.#erase();
    else for (const section of this.#progress.unfinished()) this.#line(sectionLine(section));
  }

  // Thousands of cases may end within a second; a terminal over a slow line should not have to show each.
  #drawSometimes(): void {
    if (this.#rewrites && this.#options.now() - this.#drawnMs >= REDRAW_MS) this.#draw();
  }

  #draw(): void {
    const { terminal, environment, now } = this.#options;
    this.#drawnMs = now();
    // A character in the last column would make some terminals wrap.
    const columns = (terminal.columns || 80) - 1;
    const line = statusLine(this.#progress.snapshot(now()), columns, paintFor(wantsColour(terminal, environment)));
    terminal.write(`\r${line}${ERASE_TO_END}`);
  }

  #erase(): void {
    this.#options.terminal.write(`\r${ERASE_TO_END}`);
  }

  #line(text: string): void {
    this.#options.terminal.write(`${text}\n`);
  }
}

const REDRAW_MS = 100;
const ERASE_TO_END = '\x1b[K';
