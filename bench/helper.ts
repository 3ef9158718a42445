import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface, type Interface } from 'node:readline';

const ANSWERS_WITHIN_MS = 60_000;

/** A program that answers each line it is given with a line, and ends with its input. */
export class Helper {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #lines: Interface;
  readonly #answers: AsyncIterator<string>;
  #complaints = '';

  /** Starts it. A program that cannot be started answers nothing, so that the first question is refused. */
  constructor([program = '', ...args]: readonly string[]) {
    this.#child = spawn(program, args);
    this.#child.on('error', (error) => {
      this.#complaints = error.message;
    });
    this.#child.stdin.on('error', () => {}); // its end says more
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#complaints = (this.#complaints + text).slice(-2000);
    });
    this.#lines = createInterface({ input: this.#child.stdout });
    this.#answers = this.#lines[Symbol.asyncIterator]();
  }

  /** Writes the question at once, even if the event loop is held up afterwards, and resolves to the answer. Rejects when there is none. */
  async ask(question: string): Promise<string> {
    this.#child.stdin.write(`${question}\n`);
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), ANSWERS_WITHIN_MS);
    try {
      const { value, done } = await this.#answers.next();
      if (done || value.startsWith('error')) {
        throw new Error(`${this.#child.spawnargs[0]}: ${this.#complaints.trim() || value || 'it ended'}`);
      }
      return value;
    } finally {
      clearTimeout(timer);
    }
  }

  /** The same for an answer of numbers. */
  async numbers(question: string): Promise<number[]> {
    return (await this.ask(question)).trim().split(/\s+/).map(Number);
  }

  /** Ends it. */
  async close(): Promise<void> {
    const { exitCode, signalCode, pid } = this.#child;
    if (exitCode !== null || signalCode !== null || pid === undefined) return;
    const ended = once(this.#child, 'close');
    this.#child.stdin.end();
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), 2_000);
    await ended;
    clearTimeout(timer);
  }
}
