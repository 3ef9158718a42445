import type { Arrival } from '../host/flows.js';
import { PROTOCOL } from '../host/phantom-host.js';
import type { Frame } from '../link/link.js';
import { type DecodedSegment, decodeSegment, parseFlags, SYN, segmentLength } from '../wire/tcp.js';
import type { TcpOption } from '../wire/tcp-options.js';
import { buildSegment, ipFields, type SendFields } from './build.js';
import { demand, notSentAgain, type Outcomes, unwanted, whichOutcome } from './demand.js';
import { isByTimer, retransmissionGaps } from './gaps.js';
import { Inbox } from './inbox.js';
import type { SegmentMatch } from './match.js';
import { Nonconformance } from './nonconformance.js';
import type { PeerSettings } from './settings.js';
import { Span } from './span.js';
import { sentEntry, type TraceEntry, type TraceLine, traceLine } from './trace.js';
import { type ReceiveVariables, type SendVariables, Variables } from './variables.js';

const TRACE_LIMIT = 20_000;

/** The scripted TCP endpoint at a phantom address. It sends nothing unasked, and looks at segments only when the script does. */
export class Peer {
  readonly local: { readonly address: string; readonly port: number };
  readonly #settings: PeerSettings;
  readonly #trace: TraceEntry[] = [];
  /** What `trace` has, for those who do not look at its moments. */
  readonly entries: readonly TraceEntry[] = this.#trace;
  #remotePort: number | undefined;
  #detach: () => void;
  #variables: Variables;
  #inbox = new Inbox<TraceEntry>();
  #synOptions: readonly TcpOption[];
  #last: DecodedSegment | undefined;
  #again = 0; // retransmissions before what was taken last
  #lastSent: Frame | undefined;
  #overrun = false;

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

  /** Every segment of the exchange so far, in the order in which they were sent and delivered. */
  get trace(): readonly TraceEntry[] {
    this.#timed(Number.NEGATIVE_INFINITY);
    return this.#trace;
  }

  /** Whether there were more segments than could be kept (20,000 in the trace, 10,000 not read): something went unseen. */
  get overrun(): boolean {
    return this.#overrun || this.#inbox.overrun;
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
    this.#overrun ||= this.#inbox.overrun;
    this.#inbox = new Inbox();
    this.#again = 0;
  }

  /** Sends one segment. What is not given is computed; SND.NXT moves over it unless `seq` is given. Resolves to the segment as it went out. */
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
    const { host, via, owner, view } = this.#settings;
    view?.sends(decodeSegment(payload, path), this.snd);
    const datagram = { ...path, ...(via === undefined ? {} : { via }), ...ipFields(fields), payload, owner };
    const frame = host.send({ ...datagram, protocol: PROTOCOL.TCP });
    const segment = decodeSegment(payload, path);
    this.#lastSent = frame;
    this.#remember(sentEntry(frame, segment, this.#variables));
    if (fields.seq === undefined) this.#variables.sent(segmentLength(segment));
    return segment;
  }

  /**
   * Takes the next segment and holds it against what is demanded. Throws Nonconformance if it differs, or if none was on
   * the wire within `withinMs` (unset: until the case's deadline), whenever it is delivered. So do all waits judge.
   */
  async expect(flags: string, match: SegmentMatch = {}, wait: { withinMs?: number } = {}): Promise<DecodedSegment> {
    const entry = await this.#next(wait.withinMs);
    return this.#read(demand(entry, flags, match, { bases: this.#variables, withinMs: wait.withinMs }));
  }

  /**
   * Takes the next segment and says which of the named outcomes it is. Where silence is among them (`null`), a segment
   * counts if it comes before a barrier, or (given) `withinMs`. Throws Nonconformance if it is none of them.
   */
  async expectOneOf<K extends string>(outcomes: Outcomes<K>, { withinMs }: { withinMs?: number } = {}): Promise<K> {
    const maySilence = Object.values(outcomes).includes(null);
    const byBarrier = maySilence && withinMs === undefined;
    const entry = byBarrier ? await this.#beforeBarrier(true) : await this.#next(withinMs);
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

  /** Waits for a segment to be sent again, from now on or (given) from a moment on the clock on. */
  async retransmission(wait: { withinMs?: number; since?: number } = {}): Promise<TraceEntry> {
    const { retransmissions, unread } = this.#inbox;
    const before = retransmissions.length;
    const span = new Span(this.#settings, wait.withinMs);
    const { since = span.from } = wait;
    const again = () => retransmissions.slice(before).find((entry) => entry.at >= since && span.has(entry));
    await span.wait(this.#inbox, () => again() !== undefined || span.has(unread[0]));
    this.#timed(span.from);
    const entry = again();
    if (entry) return entry;
    throw notSentAgain(unread[0] && span.has(unread[0]) ? unread[0] : undefined);
  }

  /** Takes the next segment after the one taken last, also one that was sent again. Throws Nonconformance if none comes. */
  async next(wait: { withinMs?: number } = {}): Promise<TraceEntry> {
    const { retransmissions, unread } = this.#inbox;
    const span = new Span(this.#settings, wait.withinMs);
    const ready = () => span.has(unread[0]) || span.has(retransmissions[this.#again]);
    if (!(await span.wait(this.#inbox, ready)))
      throw new Nonconformance('expected a segment, but nothing arrived', 'a segment', 'nothing');
    this.#timed(span.from);
    const [fresh, repeated] = [unread[0], retransmissions[this.#again]];
    const entry = fresh && !(repeated && repeated.at < fresh.at) ? this.#inbox.shift() : undefined;
    if (entry) this.#read(entry);
    else this.#again++;
    return (entry ?? repeated) as TraceEntry;
  }

  /** Waits for a segment that nobody has looked at, or for `withinMs`, and leaves it there. */
  async peek({ withinMs }: { withinMs?: number } = {}): Promise<TraceEntry | undefined> {
    await new Span(this.#settings, withinMs).wait(this.#inbox, () => this.#inbox.unread.length > 0);
    return this.#inbox.unread[0];
  }

  /** Waits until the target's last segment is sent again; resolves to the ms between the first two sendings. */
  async retransmissionGap(): Promise<number> {
    if (this.retransmissionGaps().length === 0) await this.retransmission({ since: Number.NEGATIVE_INFINITY });
    return this.retransmissionGaps()[0] ?? 0;
  }

  /** The intervals, in ms, at which the target's last segment was sent again so far. */
  retransmissionGaps(): number[] {
    this.#timed(Number.NEGATIVE_INFINITY);
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
    const proved = await this.#settings.barrier();
    const sentAt = this.#lastSent?.at ?? Number.NEGATIVE_INFINITY;
    const crosses = (entry: TraceEntry) => entry.at < sentAt || isByTimer(entry, this.#trace);
    const allowed = before + retransmissions.slice(before).filter(crosses).length;
    const brokenBy = (at: number) => [unread[0], retransmissions[allowed]].some((entry) => entry && entry.at <= at);
    if (!brokenBy(proved)) {
      this.#settings.deadline.assertRoomFor(forMs);
      if (forMs === 0) return;
      const span = new Span(this.#settings, forMs);
      const broken = () => brokenBy(span.until);
      if (!(await span.wait(this.#inbox, broken))) await this.#settings.barrier();
      if (!broken()) return;
    }
    throw unwanted(unread[0] ?? (retransmissions.at(-1) as TraceEntry), 'silence', 'expected silence, got');
  }

  /** Waits until the target has processed everything sent so far. */
  readonly barrier = async (): Promise<void> => void (await this.#settings.barrier());

  /** The end of a case: after a barrier nothing may be unread. Throws Nonconformance on a segment that nobody expected. */
  async finish(): Promise<void> {
    const entry = await this.#beforeBarrier(false);
    if (entry) throw unwanted(entry, 'no further segment', 'a segment that nobody expected:');
  }

  /** Gives up the flow: segments that come later belong to nobody. */
  readonly close = (): void => this.#detach();

  /** The trace as lines in tcpdump's notation, `at` in ms on the clock; sequence numbers relative to ISS and IRS, or absolute. */
  lines(how: { absolute?: boolean } = {}): TraceLine[] {
    return this.#trace.map((entry) => traceLine(entry, how));
  }

  #read({ at, segment }: TraceEntry): DecodedSegment {
    const earlier = this.#inbox.retransmissions.filter((entry) => entry.at <= at);
    this.#again = Math.max(this.#again, earlier.length);
    this.#variables.received(segment, this.#synOptions);
    this.#last = segment;
    return segment;
  }

  /** The oldest segment that nobody has looked at, if it was on the wire before the target had dealt with all that was sent. */
  async #beforeBarrier(take: boolean): Promise<TraceEntry | undefined> {
    const proved = await this.#settings.barrier();
    const entry = this.#inbox.unread[0];
    if (!entry || entry.at > proved) return undefined;
    return take ? this.#inbox.shift() : entry;
  }

  async #next(withinMs: number | undefined): Promise<TraceEntry | undefined> {
    const span = new Span(this.#settings, withinMs);
    const came = await span.wait(this.#inbox, () => span.has(this.#inbox.unread[0]));
    return came ? this.#inbox.shift() : undefined;
  }

  #timed(fromMs: number): void {
    this.#settings.looks?.moments(fromMs, this.#settings.deadline.clock.now());
  }

  #arrived({ frame, segment }: Arrival): void {
    if (this.#remotePort === undefined) this.aim(segment.sourcePort);
    const retransmission = this.#inbox.isRetransmission(segment);
    const entry: TraceEntry = { at: frame.at, from: 'target', segment, frame, retransmission, bases: this.#variables };
    this.#remember(entry);
    this.#inbox.putParts(entry, this.#settings.view?.arrives(segment, this.rcv));
  }

  #remember(entry: TraceEntry): void {
    if (this.#trace.length < TRACE_LIMIT) this.#trace.push(entry);
    else this.#overrun = true;
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
