import type { Deadline } from '../peer/deadline.js';
import { Nonconformance } from '../peer/nonconformance.js';
import type { Peer } from '../peer/peer.js';
import { add } from '../wire/seq.js';
import { SYNCHRONIZED } from './sequence-space.js';
import type { State } from './states.js';
import { Unsupported } from './verdict.js';

/** What follows from a segment of the peer has followed when so much time has passed, in ms; what comes later comes by itself. */
const BY_ITSELF_MS = 500;

/**
 * The state of a case's connection as the wire shows it to someone who wants to disturb nothing. CLOSED and LISTEN answer an
 * ACK for the connection with RST (RFC 9293 3.10.7.1, 3.10.7.2), also in the places where a synchronized state takes it and is
 * silent; and no synchronized state answers an octet that it has had with RST (3.10.7.4, first). The states of the second kind
 * are not told apart so: `witness` does it, and the exchange of the case.
 */
export class WireStatus {
  readonly #peer: Peer;
  readonly #clock: Deadline['clock'];
  readonly #saw: (state: State) => void;

  constructor(peer: Peer, clock: Deadline['clock'], saw: (state: State) => void) {
    this.#peer = peer;
    this.#clock = clock;
    this.#saw = saw;
  }

  /**
   * Demands that what the target answers fits a state. It is asked once, when the target has dealt with all that was sent.
   * Throws Nonconformance if it does not fit, Unsupported where asking would change what is asked for.
   */
  async demand(state: State): Promise<void> {
    if (this.#peer.entries.length === 0) return; // nothing was sent yet
    await this.#peer.barrier();
    if (await this.#peer.peek({ withinMs: 0 })) return; // what comes next was caused already, and the case looks at it
    if (state === 'CLOSED' || state === 'LISTEN') await this.#gone(state);
    else if ((SYNCHRONIZED as readonly State[]).includes(state)) await this.#there(state);
  }

  async #gone(state: State): Promise<void> {
    const peer = this.#peer;
    const caused = peer.entries.findLast(({ from }) => from === 'peer');
    if (caused && this.#clock.now() - caused.at > BY_ITSELF_MS)
      throw new Unsupported(`that a connection comes to ${state} by itself is told by STATUS, which needs an agent`);
    const ack = await peer.send('ACK', { seq: peer.snd.nxt, ack: peer.rcv.nxt });
    const found = await peer.expectOneOf({ gone: ['RST', { seq: ack.ack }], there: null, answers: ['ACK', {}] });
    if (found !== 'gone')
      throw new Nonconformance(`the target still has the connection, it is not in ${state}`, state, 'a connection');
    if (state === 'CLOSED') this.#saw(state);
  }

  async #there(state: State): Promise<void> {
    const peer = this.#peer;
    const acked = FIN_UNACKNOWLEDGED.has(state) ? add(peer.rcv.nxt, -1) : peer.rcv.nxt;
    const had = await peer.send('ACK', { seq: add(peer.snd.una, -1), ack: acked, data: 'x' });
    const answer = await peer.expectOneOf({
      there: ['ACK', { length: 0 }],
      gone: ['RST', { seq: had.ack }],
      silent: null,
    });
    if (answer === 'gone')
      throw new Nonconformance(`the target knows no such connection, it is not in ${state}`, state, 'CLOSED');
  }
}

/** The states in which the target's FIN is sent and not acknowledged. */
const FIN_UNACKNOWLEDGED: ReadonlySet<State> = new Set(['FIN-WAIT-1', 'CLOSING', 'LAST-ACK']);
