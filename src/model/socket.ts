import type { Clock } from '../link/clock.js';
import type { Listener } from './listener.js';
import type { SocketOptions } from './socket-options.js';
import type { SoftError, Tcb, UserSide } from './tcb.js';

const MOST_REPORTS = 1_000;

/** What a socket is made of. */
export interface SocketSettings {
  readonly handle: number;
  readonly label: string;
  /** The process that it belongs to. */
  readonly owner: number;
  readonly family: 4 | 6;
  readonly options: SocketOptions;
  readonly clock: Clock;
}

/** The user's end of a connection: what STATUS and the other calls work on, also when the TCB is gone. */
export class Socket implements UserSide {
  readonly handle: number;
  readonly label: string;
  readonly owner: number;
  readonly family: 4 | 6;
  options: SocketOptions;
  local: { readonly address: string | undefined; readonly port: number } | undefined;
  listener: Listener | undefined;
  tcb: Tcb | undefined;
  /** What the user will be told of once: the name of an errno, or ''. */
  error = '';
  #reports: SoftError[] = [];
  /** The connection is gone. */
  isOver = false;
  isClosed = false;
  /** The user wants no more text (shutdown for receiving). */
  receivesNoMore = false;
  readonly #clock: Clock;
  readonly #waiting = new Set<() => void>();

  constructor({ handle, label, owner, family, options, clock }: SocketSettings) {
    this.handle = handle;
    this.label = label;
    this.owner = owner;
    this.family = family;
    this.options = options;
    this.#clock = clock;
  }

  wake(): void {
    for (const look of [...this.#waiting]) look();
  }

  ended(errno: string): void {
    this.isOver = true;
    if (errno !== '') {
      this.error = errno;
      this.tcb?.rcv.text.clear(); // RFC 9293 3.10.7.4: all segment queues are flushed
    }
    this.wake();
  }

  report(error: SoftError): void {
    if (this.#reports.length < MOST_REPORTS) this.#reports.push(error);
    this.wake();
  }

  /** Soft errors that the user was not told of yet. */
  takeReports(): readonly SoftError[] {
    const reports = this.#reports;
    this.#reports = [];
    return reports;
  }

  /** Whether there are any. */
  get hasReports(): boolean {
    return this.#reports.length > 0;
  }

  /** What the user is to be told, once. */
  takeError(): string {
    const { error } = this;
    this.error = '';
    return error;
  }

  /** Waits until `look` gives something, at once or when something has changed; undefined if nothing came in time. */
  until<T>(look: () => T | undefined, withinMs: number): Promise<T | undefined> {
    return new Promise((resolve, reject) => {
      let cancel = (): void => {};
      const finish = (settle: () => void) => {
        this.#waiting.delete(attempt);
        cancel();
        settle();
      };
      const attempt = () => {
        try {
          const found = look();
          if (found !== undefined) finish(() => resolve(found));
          return found !== undefined;
        } catch (error) {
          finish(() => reject(error));
          return true;
        }
      };
      if (attempt()) return;
      if (withinMs <= 0) {
        resolve(undefined);
        return;
      }
      this.#waiting.add(attempt);
      cancel = this.#clock.after(withinMs, () => finish(() => resolve(undefined)));
    });
  }
}
