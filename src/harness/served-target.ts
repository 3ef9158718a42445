import { FIN } from '../wire/tcp.js';
import { CaseTarget, type CaseTargetSettings, type SocketHandle } from './case-target.js';
import { type Casting, OtherService } from './casting.js';
import type { Need, Served, Service } from './service.js';
import type { State } from './states.js';
import { Unsupported } from './verdict.js';
import { WireStatus } from './wire-status.js';

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
    const [option] = Object.keys(settings.options ?? {});
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
    if (octets.length > LARGEST_ECHO) unsupported(`SEND of ${octets.length} octets`);
    if (peer.entries.some(({ from, segment }) => from === 'peer' && (segment.flags & FIN) !== 0)) {
      throw new Unsupported('what a service sends after the FIN of the peer is its own: SEND needs an agent');
    }
    this.require('echo');
    casting.view.speaking = true;
    await peer.send('PSH,ACK', { data: octets });
    casting.view.speaking = false;
    await this.#takeAcks();
  }

  override async close(): Promise<void> {
    const { peer } = this.#served;
    const sent = peer.entries.filter(({ from }) => from === 'peer').map(({ segment }) => segment);
    if (sent.some(({ flags }) => (flags & FIN) !== 0)) return this.require('close-after');
    if (sent.length !== 2 || sent.some(({ payload }) => payload.length > 0))
      throw new Unsupported('a service that closes first does so at once: CLOSE later on needs an agent');
    this.require('close-first');
    await this.takeLine();
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
    await this.#status.demand(state);
  }

  override async stays(state: State): Promise<void> {
    await this.#status.demand(state);
  }

  override async status(): Promise<State> {
    return unsupported('STATUS');
  }

  override get connection(): SocketHandle {
    return unsupported('what it asks of the connection');
  }

  override get listener(): SocketHandle {
    return unsupported('what it asks of the listener');
  }

  override async receive(): Promise<{ data: Buffer; end: boolean }> {
    return unsupported('RECEIVE');
  }

  override async abort(): Promise<void> {
    unsupported('ABORT');
  }

  override async startProcess(): Promise<void> {
    unsupported('a process of its own on the target');
  }
}

/** More may come back in several segments, as the service reads it. */
const LARGEST_ECHO = 500;
const ACKNOWLEDGED_WITHIN_MS = 1_000;

function unsupported(what: string): never {
  throw new Unsupported(`${what} needs an agent`);
}
