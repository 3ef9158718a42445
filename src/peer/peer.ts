import type { Arrival } from '../host/flows.js';
import { PROTOCOL } from '../host/phantom-host.js';
import { type DecodedSegment, decodeSegment, parseFlags, SYN, segmentLength } from '../wire/tcp.js';
import type { TcpOption } from '../wire/tcp-options.js';
import { buildSegment, type SendFields } from './build.js';
import { demand, type Outcomes, whichOutcome } from './demand.js';
import { isByTimer, retransmissionGaps } from './gaps.js';
import { Inbox } from './inbox.js';
import type { SegmentMatch } from './match.js';
import { Nonconformance } from './nonconformance.js';
import type { PeerSettings } from './settings.js';
import { type TraceEntry, traceText } from './trace.js';
import { type ReceiveVariables, type SendVariables, Variables } from './variables.js';

const TRACE_LIMIT = 20_000;

/** The scripted TCP endpoint at a phantom address. It sends nothing unasked, and looks at segments only when the script does. */
export class Peer {
  readonly local: { readonly address: string; readonly port: number };
  readonly #settings: PeerSettings;
  readonly #trace: TraceEntry[] = [];
  #remotePort: number | undefined;
  #detach: () => void;
  #variables: Variables;
  #inbox = new Inbox<TraceEntry>();
  #synOptions: readonly TcpOption[];
  #last: DecodedSegment | undefined;
  #again = 0; // retransmissions before what was taken last

  constructor(settings: PeerSettings) {
    this.#settings = settings;
    this.local = settings.local;
    this.#remotePort = settings.remote.port;
    this.#variables = new Variables(settings.iss, settings.window);
    this.#synOptions = settings.synOptions;
    this.#detach = this.#attach();
  }

  /** The peer's initial send sequence number. */
  get iss(): number {
    return this.#variables.iss;
  }

  /** The target's initial sequence number; throws before its SYN was read. */
  get irs(): number {
    const { irs } = this.#variables;
    if (irs === undefined) throw new Error('the initial sequence number of the target is not known yet');
    return irs;
  }

  /** SND.UNA, SND.NXT and SND.WND. */
  get snd(): Readonly<SendVariables> {
    return this.#variables.snd;
  }

  /** RCV.NXT and RCV.WND. */
  get rcv(): Readonly<ReceiveVariables> {
    return this.#variables.rcv;
  }

  /** The target's end; the port is undefined until it is known. */
  get remote(): { readonly address: string; readonly port: number | undefined } {
    return { address: this.#settings.remote.address, port: this.#remotePort };
  }

  /** The segment that was read last; throws before there is one. */
  get last(): DecodedSegment {
    if (!this.#last) throw new Error('no segment was read yet');
    return this.#last;
  }

  /** Every segment of the exchange so far, in order. */
  get trace(): readonly TraceEntry[] {
    return this.#trace;
  }

  /** Names the target's port, when the user has opened it. */
  aim(port: number): void {
    if (port === this.#remotePort) return;
    this.#detach();
    this.#remotePort = port;
    this.#detach = this.#attach();
  }

  /** Starts a new incarnation of the connection on the same pair of sockets. */
  renew(iss: number): void {
    this.#variables = new Variables(iss, this.#settings.window);
    this.#inbox = new Inbox();
    this.#again = 0;
  }

  /**
   * Sends one segment. What is not given is computed; SND.NXT moves over it unless `seq` is given. Resolves to the
   * segment as it went out.
   */
  async send(flags: string, fields: SendFields = {}): Promise<DecodedSegment> {
    const path = { source: fields.source ?? this.local.address, destination: this.#settings.remote.address };
    const isSyn = (parseFlags(flags) & SYN) !== 0;
    if (isSyn && fields.options) this.#synOptions = fields.options;
    const defaults = {
      seq: this.snd.nxt,
      ack: this.rcv.nxt,
      window: this.rcv.wnd,
      options: isSyn ? this.#synOptions : [],
      sourcePort: this.local.port,
      destinationPort: this.#portOfTarget(),
    };
    const payload = buildSegment(flags, fields, defaults, path);
    const { hops, trafficClass, ipOptions } = fields;
    const { host, via } = this.#settings;
    const frame = host.send({
      ...path,
      ...(via === undefined ? {} : { via }),
      protocol: PROTOCOL.TCP,
      payload,
      owner: this.#settings.owner,
      ...(hops === undefined ? {} : { hops }),
      ...(trafficClass === undefined ? {} : { trafficClass }),
      ...(ipOptions === undefined ? {} : { ipOptions }),
    });
    const segment = decodeSegment(payload, path);
    this.#remember({ at: frame.at, from: 'peer', segment, frame, retransmission: false, bases: this.#variables });
    if (fields.seq === undefined) this.#variables.sent(segmentLength(segment));
    return segment;
  }

  /**
   * Takes the next segment and holds it against what is demanded. Throws Nonconformance if it differs, or if none
   * arrives within `withinMs` (unset: until the case's deadline).
   */
  async expect(flags: string, match: SegmentMatch = {}, wait: { withinMs?: number } = {}): Promise<DecodedSegment> {
    const when = wait.withinMs === undefined ? 'in time' : `within ${wait.withinMs} ms`;
    const entry = await this.#next(wait.withinMs);
    return this.#read(demand(entry, flags, match, { bases: this.#variables, when }));
  }

  /**
   * Takes the next segment and says which of the named outcomes it is. Where silence is among them (`null`), a segment
   * counts if it comes before a barrier, or (given) `withinMs`. Throws Nonconformance if it is none of them.
   */
  async expectOneOf<K extends string>(outcomes: Outcomes<K>, { withinMs }: { withinMs?: number } = {}): Promise<K> {
    const maySilence = Object.values(outcomes).includes(null);
    if (maySilence && withinMs === undefined) await this.#settings.barrier();
    const entry = maySilence && withinMs === undefined ? this.#inbox.shift() : await this.#next(withinMs);
    const found = whichOutcome(entry, outcomes, this.#variables);
    if (entry) this.#read(entry);
    return found;
  }

  /** Takes pure acknowledgments until everything sent has been acknowledged; anything else is a Nonconformance. */
  async acknowledged(wait: { withinMs?: number } = {}): Promise<DecodedSegment> {
    for (;;) {
      const segment = await this.expect('ACK', { length: 0 }, wait);
      if (this.snd.una === this.snd.nxt) return segment;
    }
  }

  /** Waits for a segment to be sent again, from now on; resolves to the moment it came, in ms on the clock. */
  async retransmission(wait: { withinMs?: number } = {}): Promise<TraceEntry> {
    const { retransmissions } = this.#inbox;
    const before = retransmissions.length;
    await this.#wait(() => retransmissions.length > before || this.#inbox.unread.length > 0, wait.withinMs);
    const entry = retransmissions[before];
    if (entry) return entry;
    const other = this.#inbox.unread[0];
    const actual = other ? traceText(other) : 'nothing';
    throw new Nonconformance(`expected a retransmission, got ${actual}`, 'a retransmission', actual);
  }

  /** Takes the next segment after the one taken last, also one that was sent again. Throws Nonconformance if none comes. */
  async next(wait: { withinMs?: number } = {}): Promise<TraceEntry> {
    const { retransmissions, unread } = this.#inbox;
    await this.#wait(() => unread.length > 0 || retransmissions.length > this.#again, wait.withinMs);
    const [fresh, repeated] = [unread[0], retransmissions[this.#again]];
    if (!fresh && !repeated)
      throw new Nonconformance('expected a segment, but nothing arrived', 'a segment', 'nothing');
    const entry = fresh && !(repeated && repeated.at < fresh.at) ? this.#inbox.shift() : undefined;
    if (entry) this.#read(entry);
    else this.#again++;
    return (entry ?? repeated) as TraceEntry;
  }

  /** Waits until the target's last segment is sent again; resolves to the ms between the first two sendings. */
  async retransmissionGap(): Promise<number> {
    if (this.retransmissionGaps().length === 0) await this.retransmission();
    return this.retransmissionGaps()[0] ?? 0;
  }

  /** The intervals, in ms, at which the target's last segment was sent again so far. */
  retransmissionGaps(): number[] {
    return retransmissionGaps(this.#trace);
  }

  /**
   * Demands that nothing comes, up to the barrier that proves the order, and then for `forMs`. A retransmission counts
   * as well, unless its timer had run out before the target could know of what was sent last. Throws OutOfTime if the
   * case's deadline comes first.
   */
  async silence({ forMs = 0 }: { forMs?: number } = {}): Promise<void> {
    const { retransmissions, unread } = this.#inbox;
    const before = retransmissions.length;
    await this.#settings.barrier();
    const crossed = retransmissions.slice(before).filter((entry) => isByTimer(entry, this.#trace)).length;
    const allowed = before + crossed;
    const broken = () => unread.length > 0 || retransmissions.length > allowed;
    if (!broken()) this.#settings.deadline.assertRoomFor(forMs);
    if (forMs > 0 && !(await this.#wait(broken, forMs))) await this.#settings.barrier();
    if (!broken()) return;
    const actual = traceText(unread[0] ?? (retransmissions.at(-1) as TraceEntry));
    throw new Nonconformance(`expected silence, got ${actual}`, 'silence', actual);
  }

  /** Waits until the target has processed everything sent so far. */
  barrier(): Promise<void> {
    return this.#settings.barrier();
  }

  /** The end of a case: after a barrier nothing may be unread. Throws Nonconformance on a segment that nobody expected. */
  async finish(): Promise<void> {
    await this.#settings.barrier();
    const entry = this.#inbox.unread[0];
    if (!entry) return;
    const actual = traceText(entry);
    throw new Nonconformance(`a segment that nobody expected: ${actual}`, 'no further segment', actual);
  }

  /** Gives up the flow: segments that come later belong to nobody. */
  close(): void {
    this.#detach();
  }

  /** The trace as lines in tcpdump's notation, `at` in ms on the clock; sequence numbers relative to ISS and IRS, or absolute. */
  lines({ absolute = false } = {}): { at: number; from: 'peer' | 'target'; text: string }[] {
    return this.#trace.map((entry) => {
      const text = traceText(absolute ? { ...entry, bases: {} } : entry);
      return { at: entry.at, from: entry.from, text };
    });
  }

  #read({ at, segment }: TraceEntry): DecodedSegment {
    const earlier = this.#inbox.retransmissions.filter((entry) => entry.at <= at);
    this.#again = Math.max(this.#again, earlier.length);
    this.#variables.received(segment, this.#synOptions);
    this.#last = segment;
    return segment;
  }

  async #next(withinMs: number | undefined): Promise<TraceEntry | undefined> {
    await this.#wait(() => this.#inbox.unread.length > 0, withinMs);
    return this.#inbox.shift();
  }

  #wait(ready: () => boolean, withinMs: number | undefined): Promise<boolean> {
    const { deadline } = this.#settings;
    const { clock, signal } = deadline;
    return this.#inbox.wait(ready, { after: clock.after.bind(clock), ms: deadline.within(withinMs), signal });
  }

  #arrived({ frame, segment }: Arrival): void {
    if (this.#remotePort === undefined) this.aim(segment.sourcePort);
    const retransmission = this.#inbox.isRetransmission(segment);
    const entry: TraceEntry = { at: frame.at, from: 'target', segment, frame, retransmission, bases: this.#variables };
    this.#remember(entry);
    this.#inbox.put(entry, retransmission);
  }

  #remember(entry: TraceEntry): void {
    if (this.#trace.length < TRACE_LIMIT) this.#trace.push(entry);
  }

  #attach(): () => void {
    const { host, remote, owner } = this.#settings;
    const key = { localAddress: this.local.address, localPort: this.local.port, remoteAddress: remote.address };
    const full = this.#remotePort === undefined ? key : { ...key, remotePort: this.#remotePort };
    return host.attach(full, { owner, arrived: (arrival) => this.#arrived(arrival) });
  }

  #portOfTarget(): number {
    if (this.#remotePort === undefined) throw new Error('the port of the target is not known yet');
    return this.#remotePort;
  }
}
