import { Nonconformance } from '../peer/nonconformance.js';
import { add, distance } from '../wire/seq.js';
import { ACK, FIN, RST, SYN } from '../wire/tcp.js';
import { CaseTarget, type CaseTargetSettings, type SocketHandle } from './case-target.js';
import { type Casting, OtherService } from './casting.js';
import type { Need, Served, Service } from './service.js';
import type { State } from './states.js';
import { Unsupported } from './verdict.js';
import { BY_ITSELF_MS, WireStatus } from './wire-status.js';

/** What a served target is made of, beside what every case's target is. */
export interface ServedTargetSettings extends CaseTargetSettings {
  readonly casting: Casting;
  readonly needs: ReadonlySet<Need>;
  readonly served: Served | undefined;
}

/**
 * The target as a case sees it when nobody on it makes user calls: a service of it takes the connection, and does what a user
 * would be told to do where that is what it does anyway. States are told by the wire. All else is unsupported.
 */
export class ServedTarget extends CaseTarget {
  override readonly service: Service;
  readonly #served: ServedTargetSettings;
  readonly #status: WireStatus;
  /** What the service was chosen for and has not done yet: until then it may act before the case is ready for it. */
  readonly #pending: Set<Need>;
  #hasClosed = false;
  /** What the service was found to have read, and nobody has received. */
  #unreceived: Buffer = Buffer.alloc(0);
  #received = 0;
  /** Octets that the service was given to send back. */
  #said = 0;
  #ended = false;
  /** When an ICMP error was sent to the target. */
  icmpAt = Number.NEGATIVE_INFINITY;

  constructor(settings: ServedTargetSettings) {
    super(settings);
    this.#served = settings;
    this.service = settings.casting.service;
    this.#pending = new Set(settings.needs);
    const { peer, deadline, saw } = settings;
    this.#status = new WireStatus(peer, deadline.clock, (state) =>
      saw({ at: deadline.clock.now(), state, witness: 'wire' }),
    );
  }

  /** What the prologue came to: the exchange of the case says whether the connection is still there. */
  reached: State | undefined;

  /** Begins the case again, with a service that meets this need too, unless this one does. */
  require(need: Need): void {
    if (!this.#served.needs.has(need)) throw new OtherService(new Set([...this.#served.needs, need]));
    this.#pending.delete(need);
  }

  /** Why a breach that was found is none of the target's: undefined if it is. */
  override get excuse(): string | undefined {
    const { service, view } = this.#served.casting;
    if (this.#pending.size > 0) return `the service ${service.name} acts sooner than the case needs it to`;
    return view.probed
      ? `the service ${service.name} has unsent text, with which a window of zero is probed`
      : undefined;
  }

  /** A case that names its service knows what that does. */
  override useService(name: string): void {
    const { window, view } = this.#served.casting;
    if (window !== undefined) throw new Unsupported('there is no service that is silent by itself');
    view.speaking = true;
    super.useService(name);
  }

  override async passiveOpen(settings: { port?: number; backlog?: number; options?: object } = {}): Promise<void> {
    const [option] = Object.keys(settings.options ?? {}).filter((name) => !NEEDLESS.has(name));
    if (option) throw new Unsupported(`the socket option ${option} is set by a user call, which needs an agent`);
    if (settings.port !== undefined || settings.backlog !== undefined) unsupported('OPEN as the case needs it');
    this.aimAt(this.service.port);
  }

  override async activeOpen(): Promise<void> {
    unsupported('an active OPEN');
  }

  override async closedPort(): Promise<void> {
    const { closedPort } = this.#served.served ?? {};
    if (closedPort === undefined) throw new Unsupported('no port of the target was found to be closed');
    this.aimAt(closedPort);
  }

  /** A service takes its connections by itself. */
  override async accept(): Promise<void> {}

  override async send(data: string | Uint8Array): Promise<void> {
    const { peer, casting } = this.#served;
    const octets = Buffer.from(data);
    const reason = this.#cannotEcho(octets.length);
    if (reason) unsupported(reason);
    this.require('echo');
    casting.view.speaking = true;
    await peer.send('PSH,ACK', { data: octets });
    this.#said += octets.length;
    casting.view.speaking = false;
    await this.#takeAcks();
  }

  /** Why an echo is not as good as a SEND: the octets of the peer must find their way, and only those of one SEND be under way at a time. */
  #cannotEcho(octets: number): string | undefined {
    const { peer } = this.#served;
    const { entries, rcv } = peer;
    const fromPeer = entries.filter(({ from }) => from === 'peer').map(({ segment }) => segment);
    if (octets > LARGEST_ECHO) return `SEND of ${octets} octets`;
    if (fromPeer.some(({ flags }) => (flags & FIN) !== 0)) return 'SEND after the FIN of the peer';
    if (this.#isStamped()) return 'SEND on a connection with timestamps';
    const last = fromPeer.findLast(({ flags }) => (flags & (ACK | RST)) === ACK);
    if (this.#said > 0 && (distance(add(peer.irs, 1), rcv.nxt) < this.#said || last?.ack !== rcv.nxt))
      return 'SEND while data is under way';
    return (last?.window ?? 0) < octets ? 'SEND into a window of less' : undefined;
  }

  #isStamped(): boolean {
    const syns = this.#served.peer.entries.filter(({ segment }) => (segment.flags & SYN) !== 0);
    return syns.some(({ segment }) => segment.options.some(({ kind }) => kind === 'timestamps'));
  }

  override async close(): Promise<void> {
    const { peer } = this.#served;
    if (this.#hasClosed) unsupported('a second CLOSE');
    const sent = peer.entries.filter(({ from }) => from === 'peer').map(({ segment }) => segment);
    if (sent.some(({ flags }) => (flags & FIN) !== 0)) return this.noteClose('close-after');
    if (sent.length !== 2 || sent.some(({ payload }) => payload.length > 0))
      throw new Unsupported('a service that closes first does so at once: CLOSE later on needs an agent');
    this.noteClose('close-first');
    await this.takeLine();
  }

  /** The service closes by itself, in this way. */
  noteClose(need: 'close-first' | 'close-after'): void {
    this.require(need);
    this.#hasClosed = true;
  }

  /** Takes what a service that closes first has to say, and acknowledges it; its FIN is left to be looked at. */
  async takeLine(): Promise<void> {
    const { peer } = this.#served;
    while (((await peer.peek())?.segment.payload.length ?? 0) > 0) {
      await peer.expect('ACK', { seq: peer.rcv.nxt });
      await peer.send('ACK');
    }
  }

  /** Takes the acknowledgment of what was said to an echo, where it comes before the echo; that is left to be looked at. */
  async #takeAcks(): Promise<void> {
    const { peer } = this.#served;
    while (peer.snd.una !== peer.snd.nxt) {
      const next = (await peer.peek({ withinMs: ACKNOWLEDGED_WITHIN_MS }))?.segment;
      if (!next || next.payload.length > 0) return;
      await peer.expect('ACK', { length: 0 });
    }
  }

  override async reaches(state: State): Promise<void> {
    await this.#status.demand(state, { expected: this.#isExpected() });
  }

  override async stays(state: State): Promise<void> {
    await this.#status.demand(state, { expected: true });
  }

  /** As the prologue left it, if the connection is still there. */
  /** Whether that there is no connection needs no segment of the peer as its cause. */
  #isExpected(): boolean {
    const { clock } = this.#served.deadline;
    return this.reached === 'LISTEN' || this.reached === 'CLOSED' || clock.now() - this.icmpAt < BY_ITSELF_MS;
  }

  override async status(): Promise<State> {
    if (this.reached === undefined) return unsupported('STATUS');
    await this.#served.peer.barrier();
    return (await this.#status.isThere(this.reached)) ? this.reached : 'LISTEN';
  }

  override get connection(): SocketHandle {
    return unsupported('what it asks of the connection');
  }

  override get listener(): SocketHandle {
    return unsupported('what it asks of the listener');
  }

  /**
   * What the service has read and not sent back yet, since the window is closed: it is opened, for what comes is what a user would
   * have received. Throws Nonconformance if less comes than is asked for.
   */
  override async receive(count: number): Promise<{ data: Buffer; end: boolean }> {
    this.require('read');
    const { peer, casting } = this.#served;
    if (this.#isStamped()) unsupported('RECEIVE on a connection with timestamps');
    if (this.#ended) return { data: Buffer.alloc(0), end: true };
    if (!this.#isThere(count)) unsupported('RECEIVE of what the target has not acknowledged');
    casting.view.speaking = true;
    const seq = peer.entries.findLast(({ from, segment }) => from === 'target' && (segment.flags & ACK) !== 0)?.segment
      .ack;
    const fields = seq === undefined ? {} : { seq }; // where the target is, whatever the peer thinks
    await peer.send('ACK', { ...fields, window: OPEN_WINDOW });
    let end = false;
    while (!end && this.#unreceived.length < count) {
      const next = await peer.peek({ withinMs: ECHOED_WITHIN_MS });
      if (!next) break;
      end = (next.segment.flags & FIN) !== 0;
      this.#unreceived = Buffer.concat([this.#unreceived, next.segment.payload]);
      await peer.expect(end ? 'FIN,ACK' : 'ACK', { seq: peer.rcv.nxt });
      const isLast = end || this.#unreceived.length >= count;
      if (next.segment.payload.length > 0) await peer.send('ACK', isLast ? fields : { ...fields, window: OPEN_WINDOW });
    }
    casting.view.speaking = false;
    const data = this.#unreceived.subarray(0, count);
    this.#unreceived = this.#unreceived.subarray(count);
    this.#ended = end;
    if (data.length < count && !end)
      throw new Nonconformance(`the service has read ${data.length} of ${count} octets`, `${count}`, `${data.length}`);
    return { data, end };
  }

  /** Whether the target has acknowledged so much text, or all of it and a FIN, on a connection that nobody has reset. */
  #isThere(octets: number): boolean {
    const { iss, snd, entries } = this.#served.peer;
    if (entries.some(({ segment }) => (segment.flags & RST) !== 0) || snd.una !== snd.nxt) return false;
    if (entries.some(({ from, segment }) => from === 'peer' && (segment.flags & FIN) !== 0)) return true;
    this.#received += octets;
    return distance(add(iss, 1), snd.una) >= this.#received;
  }

  override async abort(): Promise<void> {
    unsupported('ABORT');
  }

  override async startProcess(): Promise<void> {
    unsupported('a process of its own on the target');
  }
}

/** Options that make no difference where only the data of one SEND is under way at a time. */
const NEEDLESS: ReadonlySet<string> = new Set(['TCP_NODELAY']);

/** More may come back in several segments, as the service reads it. */
const LARGEST_ECHO = 500;
const ACKNOWLEDGED_WITHIN_MS = 1_000;
const ECHOED_WITHIN_MS = 2_000;
const OPEN_WINDOW = 65_535;

function unsupported(what: string): never {
  throw new Unsupported(`${what} needs an agent`);
}
