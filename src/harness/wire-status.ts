import type { Deadline } from '../peer/deadline.js';
import { Nonconformance } from '../peer/nonconformance.js';
import type { Peer } from '../peer/peer.js';
import type { TraceEntry } from '../peer/trace.js';
import { add } from '../wire/seq.js';
import { ACK, FIN, RST, SYN } from '../wire/tcp.js';
import { SYNCHRONIZED } from './sequence-space.js';
import type { State } from './states.js';
import { Unsupported } from './verdict.js';

/** What follows from a segment of the peer has followed when so much time has passed, in ms; what comes later comes by itself. */
export const BY_ITSELF_MS = 500;

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
   * `expected` says that no segment of the peer has to be the cause. Throws Nonconformance if it does not fit, Unsupported where asking would change what is asked for.
   */
  async demand(state: State, { expected }: { expected: boolean }): Promise<void> {
    if (this.#peer.entries.length === 0) return; // nothing was sent yet
    await this.#peer.barrier();
    if (await this.#peer.peek({ withinMs: 0 })) return; // what comes next was caused already, and the case looks at it
    if (state === 'CLOSED' || state === 'LISTEN') await this.#gone(state, expected);
    else if (this.#peer.snd.una !== this.#peer.snd.nxt)
      return; // an ACK may be on its way, which must not come sooner
    else if ((SYNCHRONIZED as readonly State[]).includes(state) && !(await this.isThere(state)))
      throw new Nonconformance(`the target knows no such connection, it is not in ${state}`, state, 'CLOSED');
  }

  /** Whether a connection that was in a state is still there: no RST answers an octet that it has had. */
  async isThere(state: State): Promise<boolean> {
    const peer = this.#peer;
    const acked = FIN_UNACKNOWLEDGED.has(state) ? add(peer.rcv.nxt, -1) : peer.rcv.nxt;
    const had = await peer.send('ACK', { seq: add(peer.snd.una, -1), ack: acked, data: 'x', window: this.#offered() });
    const outcomes = { there: ['ACK', { length: 0 }], ...noConnection(had.ack), silent: null } as const;
    return !GONE.has(await peer.expectOneOf(outcomes));
  }

  /** The window as the case has offered it last: asking must not open it. */
  #offered(): number {
    const last = this.#peer.entries.findLast(({ from, segment }) => from === 'peer' && (segment.flags & ACK) !== 0);
    return last?.segment.window ?? this.#peer.rcv.wnd;
  }

  async #gone(state: State, expected: boolean): Promise<void> {
    const peer = this.#peer;
    if (!expected && !this.#wasCaused())
      throw new Unsupported(`that a connection comes to ${state} by itself is told by STATUS, which needs an agent`);
    const ack = await peer.send('ACK', { seq: peer.snd.nxt, ack: peer.rcv.nxt, window: this.#offered() });
    const found = await peer.expectOneOf({ ...noConnection(ack.ack), there: null, answers: ['ACK', {}] });
    if (!GONE.has(found))
      throw new Nonconformance(`the target still has the connection, it is not in ${state}`, state, 'a connection');
    if (state === 'CLOSED') this.#saw(state);
  }

  /** Whether the segment that was sent last can have ended a connection: by RST, by SYN, by the ACK of the last FIN. */
  #wasCaused(): boolean {
    const { entries } = this.#peer;
    const last = entries.findLast(({ from }) => from === 'peer');
    if (!last || this.#clock.now() - last.at > BY_ITSELF_MS) return false;
    const { flags } = last.segment;
    if ((flags & RST) !== 0) return true;
    const sent = entries.filter(({ from }) => from === 'peer');
    if ((flags & SYN) !== 0) return sent.length > 1;
    const finsBefore = sent.some(({ segment }) => (segment.flags & FIN) !== 0);
    const finsSeen = entries.some(({ from, segment }) => from === 'target' && (segment.flags & FIN) !== 0);
    return (finsBefore && finsSeen && !this.#peerClosedSecond()) || entries.some(isReset);
  }

  /** The FIN of the target came first: then its connection ends in TIME-WAIT, and that by itself. */
  #peerClosedSecond(): boolean {
    const fin = this.#peer.entries.find(({ segment }) => (segment.flags & FIN) !== 0);
    return fin?.from === 'target';
  }
}

function isReset({ from, segment }: TraceEntry): boolean {
  return from === 'target' && (segment.flags & RST) !== 0;
}

/** A RST, whose form is not what is asked: that it is <CTL=RST> without an acknowledgment (RFC 9293 3.10.7.1) is for a case to demand. */
function noConnection(seq: number) {
  return { gone: ['RST', { seq }], 'gone-and-acknowledged': ['RST,ACK', { seq }] } as const;
}

const GONE: ReadonlySet<string> = new Set(['gone', 'gone-and-acknowledged']);

/** The states in which the target's FIN is sent and not acknowledged. */
const FIN_UNACKNOWLEDGED: ReadonlySet<State> = new Set(['FIN-WAIT-1', 'CLOSING', 'LAST-ACK']);
