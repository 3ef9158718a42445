/**
 * Looks for an answer as soon as the code that sent something is through, as a microtask: on a virtual link it is often
 * there when the call returns, and the next turn of the event loop is microseconds away. Never within the send, and not
 * so often in one turn that timers would starve. Where looking is in vain, as over a cable, it is tried now and then only.
 */
export class EarlyLook {
  readonly #look: () => boolean;
  #pending = false;
  #looksThisTurn = 0;
  #inVain = 0;

  /** `look` receives a frame if there is one, and says whether there was. It must not throw. */
  constructor(look: () => boolean) {
    this.#look = look;
  }

  /** To be called for each frame that was sent. */
  sent(): void {
    if (this.#pending || this.#looksThisTurn >= MOST_A_TURN) return;
    if (this.#inVain >= IN_VAIN && this.#inVain++ % RARELY !== 0) return;
    this.#pending = true;
    if (this.#looksThisTurn++ === 0) setImmediate(this.#newTurn);
    queueMicrotask(this.#now);
  }

  readonly #newTurn = (): void => {
    this.#looksThisTurn = 0;
  };

  readonly #now = (): void => {
    this.#pending = false;
    this.#inVain = this.#look() ? 0 : this.#inVain + 1;
  };
}

const MOST_A_TURN = 64;
const IN_VAIN = 16;
const RARELY = 64;
