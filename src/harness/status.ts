import type { Deadline } from '../peer/deadline.js';
import { Nonconformance } from '../peer/nonconformance.js';
import type { Peer } from '../peer/peer.js';
import type { User } from '../target/user.js';
import type { State, StateSeen } from './states.js';

const FIRST_POLL_GAP_MS = 1;
const LONGEST_POLL_GAP_MS = 100;

/** What is asked about: the pair of sockets, and whether this case's listener is open (undefined: it never was). */
export interface Subject {
  readonly family: 4 | 6;
  readonly localAddress: string;
  readonly localPort: number;
  readonly listens: boolean | undefined;
}

/** What the asking needs. */
export interface StatusSettings {
  readonly user: () => User;
  readonly peer: Peer;
  readonly deadline: Deadline;
  readonly subject: () => Subject;
  readonly saw: (seen: StateSeen) => void;
}

/** The state of a case's connection as the target tells it, asked by 4-tuple; every state that is confirmed is filed. */
export class Status {
  readonly #settings: StatusSettings;

  constructor(settings: StatusSettings) {
    this.#settings = settings;
  }

  /** The state of the connection with the peer, or of the listener it came from if there is none. */
  async now(): Promise<State> {
    const { peer, subject, user } = this.#settings;
    const { listens, ...local } = subject();
    const remote = { remoteAddress: peer.local.address, remotePort: peer.local.port };
    const { state } = await user().state({ ...local, ...remote });
    if (state !== 'CLOSED' || listens === undefined) return state;
    return (await user().state(local)).state;
  }

  /** Waits until the target is in a state; throws Nonconformance if `withinMs` or the case's deadline passes before. */
  async reaches(state: State, wait: { withinMs?: number } = {}): Promise<void> {
    const { deadline } = this.#settings;
    const until = deadline.clock.now() + deadline.within(wait.withinMs);
    for (let gapMs = FIRST_POLL_GAP_MS; ; gapMs = Math.min(gapMs * 2, LONGEST_POLL_GAP_MS)) {
      // Asked before the end, an answer may be old by the time that it is looked at.
      const isLast = deadline.signal.aborted || deadline.clock.now() >= until;
      const status = await this.now();
      if (this.#isAt(state, status)) return this.#saw(state);
      if (isLast) {
        throw new Nonconformance(`the target is in ${status}, not in ${state}`, state, status);
      }
      await deadline.pause(gapMs);
    }
  }

  /** Demands that the target, having processed all that was sent, is (still) in a state. */
  async stays(state: State): Promise<void> {
    await this.#settings.peer.barrier();
    const status = await this.now();
    if (this.#isAt(state, status)) return this.#saw(state);
    throw new Nonconformance(`the target is in ${status}, not in ${state} any more`, state, status);
  }

  /** A connection is CLOSED also while the listener it came from still listens. */
  #isAt(state: State, status: State): boolean {
    return status === state || (state === 'CLOSED' && status === 'LISTEN' && this.#settings.subject().listens === true);
  }

  #saw(state: State): void {
    this.#settings.saw({ at: this.#settings.deadline.clock.now(), state, witness: 'status' });
  }
}
