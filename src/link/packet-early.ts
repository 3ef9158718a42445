/**
 * Looks for an answer as soon as the code that sent something is through, as a microtask: on a virtual link it is often
 * there when the call returns, and the next turn of the event loop is microseconds away. Never within the send, and not
 * for so long without a turn of the loop that timers would starve. Where looking is in vain, as over a cable, it is tried
 * now and then only.
 */
export class EarlyLook {
  readonly #look: () => boolean;
  #pending = false;
  #inVain = 0;

  /** `look` receives a frame if there is one, and says whether there was. It must not throw. */
  constructor(look: () => boolean) {
    this.#look = look;
  }

  /** To be called for each frame that was sent, with the time on the process's clock. */
  sent(nowMs: number): void {
    if (this.#pending) return;
    if (this.#inVain >= IN_VAIN && this.#inVain++ % RARELY !== 0) return;
    if (!mayHoldLoop(nowMs)) return;
    this.#pending = true;
    settled.then(this.#now); // takes half as long as queueMicrotask
  }

  readonly #now = (): void => {
    this.#pending = false;
    this.#inVain = this.#look() ? 0 : this.#inVain + 1;
  };
}

/** Whether the looks of all links together may keep the event loop from turning still. */
function mayHoldLoop(nowMs: number): boolean {
  if (heldSince === undefined) {
    heldSince = nowMs;
    setImmediate(hasTurned);
  }
  return nowMs - heldSince <= MOST_MS;
}

function hasTurned(): void {
  heldSince = undefined;
}

const IN_VAIN = 16;
const RARELY = 64;
const MOST_MS = 6; // late by so much, no timer counts as late (loop-watch.ts)

const settled = Promise.resolve();
let heldSince: number | undefined;
