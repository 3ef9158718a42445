import type { Deadline } from '../peer/deadline.js';
import type { Peer } from '../peer/peer.js';
import { CallFailed } from '../target/errors.js';
import type { ResultOf, User } from '../target/user.js';
import { Place } from './place.js';
import type { Service } from './service.js';
import type { Session } from './session.js';
import type { SettingName } from './setting-table.js';
import type { State, StateSeen } from './states.js';
import { Status } from './status.js';
import type { TargetSettings } from './target-settings.js';
import { Inconclusive, Unsupported } from './verdict.js';

/** The user's handle of a socket. */
export type SocketHandle = ResultOf<'open'>['socket'];

/** Options of a socket by their C names; octets in base64. */
export type SocketOptions = Readonly<Record<string, number | string>>;

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
  readonly settings: TargetSettings;
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
  readonly #status: Status;
  readonly #place: Place;

  constructor(settings: CaseTargetSettings) {
    this.#settings = settings;
    this.#user = settings.session.user;
    const { family, address: localAddress, peer, deadline, saw, label } = settings;
    this.#place = new Place({ user: () => this.#user, label, family, address: localAddress });
    const subject = () => ({ family, localAddress, localPort: this.port, listens: this.#listens });
    this.#status = new Status({ user: () => this.#user, peer, deadline, subject, saw });
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
    this.aimAt(port);
  }

  /** From now on the case is about this port of the target, and its peer aims at it. */
  aimAt(port: number): void {
    this.#port = port;
    this.#settings.peer.aim(port);
  }

  /** The service that takes the case's connection, where nobody makes user calls on the target. */
  readonly service: Service | undefined;

  /** Why a breach that was found is none of the target's; undefined if it is. */
  get excuse(): string | undefined {
    return undefined;
  }

  /** The name under which the user keeps this case's sockets; those that a case opens by itself bear it too, and end with it. */
  get label(): string {
    return this.#settings.label;
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
  async passiveOpen(settings: { port?: number; backlog?: number; options?: SocketOptions } = {}): Promise<void> {
    const { family, label, address } = this.#settings;
    const { socket } = await this.#user.open({ case: label, family });
    await this.#set(socket, settings.options);
    const reuseAddress = settings.port !== undefined;
    await this.#place.giveUp();
    const { port } = await this.#user.bind({ socket, address, port: settings.port ?? 0, reuseAddress });
    await this.#user.listen({ socket, backlog: settings.backlog ?? 64 });
    this.#listener = socket;
    this.#listens = true;
    this.aimAt(port);
    await this.reaches('LISTEN');
  }

  /** Active OPEN towards the peer, from a port that the target picks (or `port`). Options are set before the call. */
  async activeOpen(settings: { port?: number; options?: SocketOptions } = {}): Promise<void> {
    const { family, label, peer, address } = this.#settings;
    const { socket } = await this.#user.open({ case: label, family });
    await this.#set(socket, settings.options);
    await this.#place.giveUp();
    const { port } = await this.#user.bind({ socket, address, port: settings.port ?? 0 });
    this.aimAt(port);
    this.#connection = socket;
    await this.#user.connect({ socket, ...peer.local });
  }

  /** Picks a port on which nothing listens, nor will for another case, and aims the peer at it: the state CLOSED. */
  async closedPort(): Promise<void> {
    this.aimAt(await this.#place.take(0));
  }

  /** Takes the connection that the listener has made. */
  async accept(): Promise<void> {
    const { deadline } = this.#settings;
    const { socket } = await this.#user.accept({
      socket: this.listener,
      withinMs: Math.floor(Math.min(deadline.remainingMs, 5_000)),
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
      const withinMs = Math.floor(Math.min(this.#settings.deadline.remainingMs, 10_000));
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

  /** OPEN or SEND on the listener, towards the peer: what RFC 9293 3.10.1 and 3.10.2 let turn LISTEN into SYN-SENT. */
  async openFromListen(call: 'active OPEN' | 'SEND'): Promise<void> {
    const socket = this.listener;
    if (call === 'SEND') await this.#user.send({ socket, data: Buffer.from('x').toString('base64') });
    else await this.#user.connect({ socket, ...this.#settings.peer.local });
  }

  /** Sets options of the connection's socket by their C names. */
  setOptions(options: SocketOptions): Promise<void> {
    return this.#set(this.connection, options);
  }

  /** The user timeout of RFC 9293 3.9.1.3 for the connection, in ms. */
  async setUserTimeout(ms: number): Promise<void> {
    await this.#set(this.connection, { TCP_USER_TIMEOUT: ms });
  }

  /** A setting of the target as a whole; undefined where it does not tell. */
  setting(name: SettingName): Promise<number | undefined> {
    return this.#settings.settings.read(name);
  }

  /** Turns keep-alives on (RFC 9293 3.8.4). */
  async keepAlive({ idleSeconds = 1, intervalSeconds = 1, probes = 1 }): Promise<void> {
    const timing = { TCP_KEEPIDLE: idleSeconds, TCP_KEEPINTVL: intervalSeconds, TCP_KEEPCNT: probes };
    await this.#set(this.connection, { ...timing, SO_KEEPALIVE: 1 });
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
    await this.#leaveListener();
  }

  /** ABORT of the listener. */
  async abortListener(): Promise<void> {
    await this.#user.abort({ socket: this.listener });
    await this.#leaveListener();
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
  status(): Promise<State> {
    return this.#status.now();
  }

  /** Waits until the target says that it is in a state; throws Nonconformance if `withinMs` or the case's deadline passes before. */
  reaches(state: State, wait: { withinMs?: number } = {}): Promise<void> {
    return this.#status.reaches(state, wait);
  }

  /** Demands that the target, having processed all that was sent, is (still) in a state. */
  stays(state: State): Promise<void> {
    return this.#status.stays(state);
  }

  /** The error that the user is told of on the connection, by its name in errno.h; empty if there is none. Told once. */
  async error(): Promise<string> {
    const { value } = await this.#user.getOption({ socket: this.connection, option: 'SO_ERROR' });
    return String(value);
  }

  /** The soft errors that the user was not told of yet (RFC 9293 3.9.1.8), by their names in errno.h, whichever way the target tells them. */
  async softErrors(): Promise<string[]> {
    const { connection: socket } = this;
    const kept = this.#user.supports('errorReports') ? (await this.#user.errorReports({ socket })).reports : [];
    const pending = await this.error();
    return [...kept.map(({ errno }) => errno), ...(pending === '' ? [] : [pending])];
  }

  /** Makes a call that may fail: resolves to the name of its error, or to undefined if it succeeded. */
  async tries(call: () => Promise<unknown>): Promise<string | undefined> {
    try {
      await call();
      return undefined;
    } catch (error) {
      if (error instanceof CallFailed) return error.errno;
      throw error;
    }
  }

  /** Its port is kept, so that no other case listens there next; where a connection still has it, that keeps it. */
  async #leaveListener(): Promise<void> {
    this.#listens = false;
    await this.tries(() => this.#place.take(this.port));
  }

  async #set(socket: SocketHandle, options: SocketOptions = {}): Promise<void> {
    for (const [option, value] of Object.entries(options)) {
      await this.#user.setOption({ socket, option, value });
    }
  }
}

function known(socket: SocketHandle | undefined, what: string): SocketHandle {
  if (socket === undefined) throw new Error(`the target has no ${what} now`);
  return socket;
}
