import type { Deadline } from '../peer/deadline.js';
import { Nonconformance } from '../peer/nonconformance.js';
import type { Peer } from '../peer/peer.js';
import type { ResultOf, User } from '../target/user.js';
import type { Session } from './session.js';
import type { State, StateSeen } from './states.js';
import { Inconclusive, Unsupported } from './verdict.js';

const FIRST_POLL_GAP_MS = 1;
const LONGEST_POLL_GAP_MS = 100;

/** The user's handle of a socket. */
export type SocketHandle = ResultOf<'open'>['socket'];

/** What a case's view of the target is made of. */
export interface CaseTargetSettings {
  readonly session: Session;
  readonly family: 4 | 6;
  /** The target's address on the test link. */
  readonly address: string;
  readonly peer: Peer;
  /** The name under which the user keeps this case's sockets. */
  readonly label: string;
  readonly deadline: Deadline;
  readonly saw: (seen: StateSeen) => void;
}

/**
 * The target as a case sees it: the user calls of RFC 9293 3.9.1 on this case's connection, and its states. Every call
 * is made through the user; one that it cannot make throws Unsupported.
 */
export class CaseTarget {
  readonly #settings: CaseTargetSettings;
  #listener: SocketHandle | undefined;
  #connection: SocketHandle | undefined;
  #port: number | undefined;
  #listens: boolean | undefined;
  #user: User;

  constructor(settings: CaseTargetSettings) {
    this.#settings = settings;
    this.#user = settings.session.user;
  }

  /** From now on this case's calls are made by a process of its own on the target. */
  async startProcess(): Promise<void> {
    this.#user = await this.#settings.session.startUser();
  }

  /** Ends the case's own process, if it has one; what it opened and did not give up is aborted. */
  async endProcess(): Promise<void> {
    const { session } = this.#settings;
    if (this.#user === session.user) return;
    const own = this.#user;
    this.#user = session.user;
    await own.end();
  }

  /** The port of a real server on the target; throws Unsupported if it has none of this name. The peer aims at it. */
  useService(name: string): void {
    const port = this.#settings.session.services[name];
    if (port === undefined) throw new Unsupported(`the target offers no ${name} server`);
    this.#port = port;
    this.#settings.peer.aim(port);
  }

  /** The target's address on the test link. */
  get address(): string {
    return this.#settings.address;
  }

  /** The port of this case's listener or connection; throws before there is one. */
  get port(): number {
    if (this.#port === undefined) throw new Error('the target has opened nothing yet');
    return this.#port;
  }

  /** Passive OPEN: a listener on a port that the target picks (or `port`), which the peer then aims at. Options are set before the LISTEN. */
  async passiveOpen(
    settings: { port?: number; backlog?: number; options?: Record<string, number> } = {},
  ): Promise<void> {
    const { family, label, peer, address } = this.#settings;
    const { socket } = await this.#user.open({ case: label, family });
    await this.#set(socket, settings.options);
    const reuseAddress = settings.port !== undefined;
    const { port } = await this.#user.bind({ socket, address, port: settings.port ?? 0, reuseAddress });
    await this.#user.listen({ socket, backlog: settings.backlog ?? 64 });
    this.#listener = socket;
    this.#port = port;
    this.#listens = true;
    peer.aim(port);
    await this.reaches('LISTEN');
  }

  /** Active OPEN towards the peer, from a port that the target picks (or `port`). Options are set before the call. */
  async activeOpen(settings: { port?: number; options?: Record<string, number> } = {}): Promise<void> {
    const { family, label, peer, address } = this.#settings;
    const { socket } = await this.#user.open({ case: label, family });
    await this.#set(socket, settings.options);
    const { port } = await this.#user.bind({ socket, address, port: settings.port ?? 0 });
    peer.aim(port);
    this.#port = port;
    this.#connection = socket;
    await this.#user.connect({ socket, ...peer.local });
  }

  /** Picks a port on which nothing listens, and aims the peer at it: the state CLOSED. */
  async closedPort(): Promise<void> {
    const { family, label, peer, address } = this.#settings;
    const { socket } = await this.#user.open({ case: label, family });
    const { port } = await this.#user.bind({ socket, address, port: 0 });
    await this.#user.close({ socket });
    this.#port = port;
    peer.aim(port);
  }

  /** Takes the connection that the listener has made. */
  async accept(): Promise<void> {
    const { deadline } = this.#settings;
    const { socket } = await this.#user.accept({
      socket: this.listener,
      withinMs: Math.min(deadline.remainingMs, 5_000),
    });
    this.#connection = socket;
  }

  /** SEND: hands data to the target; resolves when it has taken all of it. */
  async send(data: string | Uint8Array): Promise<void> {
    const bytes = Buffer.from(data);
    const { count } = await this.#user.send({ socket: this.connection, data: bytes.toString('base64') });
    if (count < bytes.length) throw new Inconclusive(`the target took ${count} of ${bytes.length} octets`);
  }

  /** RECEIVE: waits until `count` octets are there, or the peer's FIN; resolves to what came. */
  async receive(count: number): Promise<{ data: Buffer; end: boolean }> {
    const parts: Buffer[] = [];
    let got = 0;
    for (;;) {
      const withinMs = Math.min(this.#settings.deadline.remainingMs, 10_000);
      const request = { socket: this.connection, max: count - got, withinMs };
      const { data, end } = await this.#user.receive(request);
      parts.push(Buffer.from(data, 'base64'));
      got += parts.at(-1)?.length ?? 0;
      if (end || got >= count) return { data: Buffer.concat(parts), end };
    }
  }

  /** CLOSE as the RFC means it: no more data will be sent; receiving goes on. */
  async close(): Promise<void> {
    await this.#user.shutdown({ socket: this.connection, how: 'send' });
  }

  /** Gives the socket up altogether, as when the process goes away: what is left of the connection is an orphan. */
  async release(): Promise<void> {
    await this.#user.close({ socket: this.connection });
    this.#connection = undefined;
  }

  /** ABORT. */
  async abort(): Promise<void> {
    await this.#user.abort({ socket: this.connection });
    this.#connection = undefined;
  }

  /** CLOSE of the listener. */
  async closeListener(): Promise<void> {
    await this.#user.close({ socket: this.listener });
    this.#listens = false;
  }

  /** ABORT of the listener. */
  async abortListener(): Promise<void> {
    await this.#user.abort({ socket: this.listener });
    this.#listens = false;
  }

  /** The user's handle of the listener; throws if there is none. */
  get listener(): SocketHandle {
    return known(this.#listener, 'listener');
  }

  /** The user's handle of the connection; throws if there is none. */
  get connection(): SocketHandle {
    return known(this.#connection, 'connection');
  }

  /** The user itself, for calls that a case makes by name. */
  get user(): User {
    return this.#user;
  }

  /** STATUS of the connection with the peer, or of the listener it came from if there is none. */
  async status(): Promise<State> {
    const { family, address, peer } = this.#settings;
    const local = { family, localAddress: address, localPort: this.port };
    const remote = { remoteAddress: peer.local.address, remotePort: peer.local.port };
    const { state } = await this.#user.state({ ...local, ...remote });
    return state === 'CLOSED' && this.#listener !== undefined ? this.listenerStatus() : state;
  }

  /** STATUS of the listener. */
  async listenerStatus(): Promise<State> {
    const { family, address } = this.#settings;
    const { state } = await this.#user.state({ family, localAddress: address, localPort: this.port });
    return state;
  }

  /**
   * Waits until the target says that it is in a state; throws Nonconformance if the deadline passes, or `withinMs`.
   * A connection is CLOSED also while the listener it came from still listens.
   */
  async reaches(state: State, wait: { withinMs?: number } = {}): Promise<void> {
    const { deadline } = this.#settings;
    const until = deadline.clock.now() + deadline.within(wait.withinMs);
    for (let gapMs = FIRST_POLL_GAP_MS; ; gapMs = Math.min(gapMs * 2, LONGEST_POLL_GAP_MS)) {
      const status = await this.status();
      if (this.#isAt(state, status)) return this.#saw(state);
      if (deadline.clock.now() >= until)
        throw new Nonconformance(`the target is in ${status}, not in ${state}`, state, status);
      await deadline.pause(gapMs);
    }
  }

  /** Demands that the target, having processed all that was sent, is (still) in a state. */
  async stays(state: State): Promise<void> {
    await this.#settings.peer.barrier();
    const status = await this.status();
    if (this.#isAt(state, status)) return this.#saw(state);
    throw new Nonconformance(`the target is in ${status}, not in ${state} any more`, state, status);
  }

  #isAt(state: State, status: State): boolean {
    return status === state || (state === 'CLOSED' && status === 'LISTEN' && this.#listens === true);
  }

  async #set(socket: SocketHandle, options: Record<string, number> = {}): Promise<void> {
    for (const [option, value] of Object.entries(options)) {
      await this.#user.setOption({ socket, option, value });
    }
  }

  #saw(state: State): void {
    this.#settings.saw({ at: this.#settings.deadline.clock.now(), state, witness: 'status' });
  }
}

function known(socket: SocketHandle | undefined, what: string): SocketHandle {
  if (socket === undefined) throw new Error(`the target has no ${what} now`);
  return socket;
}
