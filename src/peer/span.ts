import type { Deadline } from './deadline.js';
import type { Inbound, Inbox } from './inbox.js';
import type { PeerSettings } from './settings.js';

/**
 * The time that a wait takes: from now on for `withinMs`, or (unset, or sooner) until the case's deadline. What counts
 * is when a frame was on the wire, and not when it was delivered. Moments are in ms on the link's clock.
 */
export class Span {
  readonly from: number;
  readonly until: number;
  readonly #deadline: Deadline;

  constructor({ deadline, looks }: Pick<PeerSettings, 'deadline' | 'looks'>, withinMs: number | undefined) {
    this.#deadline = deadline;
    this.from = deadline.clock.now();
    this.until = deadline.until(withinMs);
    if (withinMs !== undefined) looks?.end(this.until);
  }

  /** Whether something was there by the end; what came before the wait and was not looked at yet counts. */
  has(entry: { readonly at: number } | undefined): boolean {
    return entry !== undefined && entry.at <= this.until;
  }

  /** Resolves to true once `ready` holds, to false if it does not when all that was there by the end has been delivered. */
  wait(inbox: Inbox<Inbound>, ready: () => boolean): Promise<boolean> {
    const { clock, signal, remainingMs } = this.#deadline;
    const ms = Math.min(this.until - clock.now(), remainingMs);
    return inbox.wait(ready, { after: clock.after.bind(clock), ms, signal });
  }
}
